"""What library reads."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.event import Contract
from contracts.identity import Kind
from contracts.ingestion import Episode, MediaImportedV1, SeasonSummary, SeasonSyncedV1
from contracts.readers.reader import Reader
from contracts.readers.titles import MediaPublished, StatsUpdated

__all__ = ["MediaImported", "MediaPublished", "SeasonSynced", "StatsUpdated"]


class ListedSeason(Reader):
    """A season as the show's record lists it."""

    contract: ClassVar[type[Contract]] = SeasonSummary

    number: int
    episode_count: int | None = None


class MediaImported(Reader):
    """What an entry shows of its title, and the seasons that progress is checked against."""

    contract: ClassVar[type[Contract]] = MediaImportedV1

    version: int
    media_id: UUID
    kind: Kind
    tmdb_id: int = Field(gt=0)
    title: str = Field(min_length=1)
    status: str | None = None
    release_date: date | None = None
    poster_path: str | None = None
    seasons: tuple[ListedSeason, ...] = ()
    gone_at: AwareDatetime | None = None
    successor_id: UUID | None = None


class EpisodeNumber(Reader):
    """The number of an episode within its season."""

    contract: ClassVar[type[Contract]] = Episode

    number: int


class SeasonSynced(Reader):
    """The episode numbers of a part of a season."""

    contract: ClassVar[type[Contract]] = SeasonSyncedV1

    version: int
    season_id: UUID
    media_id: UUID
    number: int = Field(ge=0)
    episodes: tuple[EpisodeNumber, ...] = ()
    part: int = Field(default=1, ge=1)
    parts: int = Field(default=1, ge=1)
