"""What stats reads."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.event import Contract
from contracts.identity import Kind
from contracts.ingestion import MediaImportedV1, Ratings, SignalsCollectedV1
from contracts.readers.reader import Reader


class MediaImported(Reader):
    """A title's ratings, popularity and release date."""

    contract: ClassVar[type[Contract]] = MediaImportedV1

    version: int
    media_id: UUID
    kind: Kind
    tmdb_id: int = Field(gt=0)
    release_date: date | None = None
    ratings: Ratings = Ratings()
    popularity: float | None = Field(default=None, ge=0)


class SignalsCollected(Reader):
    """A title's audience at one time."""

    contract: ClassVar[type[Contract]] = SignalsCollectedV1

    media_id: UUID
    kind: Kind
    tmdb_id: int
    observed_at: AwareDatetime
    live_watchers: int | None = Field(default=None, ge=0)
    total_watchers: int | None = Field(default=None, ge=0)
    popularity: float | None = Field(default=None, ge=0)
