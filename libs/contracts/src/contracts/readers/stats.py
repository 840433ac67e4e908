"""What stats reads."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.event import Contract
from contracts.identity import Kind
from contracts.ingestion import MediaImportedV1, Ratings
from contracts.readers.reader import Reader
from contracts.readers.titles import SignalsCollected

__all__ = ["MediaImported", "SignalsCollected"]


class MediaImported(Reader):
    """A title's ratings, popularity and release date, and when they were imported."""

    contract: ClassVar[type[Contract]] = MediaImportedV1

    version: int
    media_id: UUID
    kind: Kind
    tmdb_id: int = Field(gt=0)
    release_date: date | None = None
    ratings: Ratings = Ratings()
    popularity: float | None = Field(default=None, ge=0)
    imported_at: AwareDatetime
