"""What insights reads."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.event import Contract
from contracts.identity import Kind
from contracts.ingestion import MediaImportedV1, Rating, Ratings, SignalsCollectedV1
from contracts.readers.reader import Reader
from contracts.readers.titles import MediaPublished, OpenScore
from contracts.stats import StatsUpdatedV1

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


class StatsUpdated(Reader):
    """A title's open score and its rating at TMDB."""

    contract: ClassVar[type[Contract]] = StatsUpdatedV1

    version: int
    media_id: UUID
    kind: Kind
    tmdb_id: int
    scores: OpenScore
    ratings: TmdbRating = TmdbRating()


class SignalsCollected(Reader):
    """One observation of a title's audience."""

    contract: ClassVar[type[Contract]] = SignalsCollectedV1

    media_id: UUID
    kind: Kind
    tmdb_id: int
    observed_at: AwareDatetime
    day: date
    origin: Literal["live", "backfill"] = "live"
    region: str = "global"
    live_watchers: int | None = Field(default=None, ge=0)
    total_watchers: int | None = Field(default=None, ge=0)
    popularity: float | None = Field(default=None, ge=0)
