"""What insights reads."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.event import Contract
from contracts.identity import Kind
from contracts.ingestion import MediaImportedV1, Rating, Ratings
from contracts.readers import titles
from contracts.readers.reader import Reader
from contracts.readers.titles import MediaPublished

__all__ = ["MediaImported", "MediaPublished", "SignalsCollected", "StatsUpdated"]


class MediaImported(Reader):
    """What a list shows of a title."""

    contract: ClassVar[type[Contract]] = MediaImportedV1

    version: int
    media_id: UUID
    kind: Kind
    tmdb_id: int = Field(gt=0)
    title: str = Field(min_length=1)
    original_title: str | None = None
    poster_path: str | None = None
    backdrop_path: str | None = None
    gone_at: AwareDatetime | None = None


class TmdbRating(Reader):
    """The rating of a title at TMDB."""

    contract: ClassVar[type[Contract]] = Ratings

    tmdb: Rating | None = None


class StatsUpdated(titles.StatsUpdated):
    """A title's open score and its rating at TMDB."""

    ratings: TmdbRating = TmdbRating()


class SignalsCollected(titles.SignalsCollected):
    """One observation of a title's audience, with the day and the region that it counts for."""

    day: date
    origin: Literal["live", "backfill"] = "live"
    region: str = "global"
