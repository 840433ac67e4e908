"""What stats reads."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.event import Contract
from contracts.identity import Kind
from contracts.ingestion import Episode, Rating, Ratings, SeasonSyncedV1
from contracts.ingestion.facts import Source
from contracts.library import LibraryEntryChangedV1, Progress, WatchState
from contracts.readers.reader import Reader
from contracts.readers.titles import SignalsCollected, TitleImported

__all__ = ["LibraryEntryChanged", "MediaImported", "SeasonSynced", "SignalsCollected"]


class MediaImported(TitleImported):
    """A title's name, ratings, popularity and release date, and when they were imported."""

    ratings: Ratings = Ratings()
    popularity: float | None = Field(default=None, ge=0)
    imported_at: AwareDatetime


class RatedEpisode(Reader):
    """An episode with its ratings."""

    contract: ClassVar[type[Contract]] = Episode

    number: int
    title: str | None = None
    air_date: date | None = None
    ratings: dict[Source, Rating] = Field(default_factory=dict)


class SeasonSynced(Reader):
    """The episodes of a part of a season; a withdrawn season has none."""

    contract: ClassVar[type[Contract]] = SeasonSyncedV1

    version: int
    season_id: UUID
    media_id: UUID
    show_tmdb_id: int
    number: int = Field(ge=0)
    episodes: tuple[RatedEpisode, ...] = ()
    synced_at: AwareDatetime
    part: int = Field(default=1, ge=1)
    parts: int = Field(default=1, ge=1)


class LibraryEntryChanged(Reader):
    """A user's state of a show and the furthest regular episode seen."""

    contract: ClassVar[type[Contract]] = LibraryEntryChangedV1

    version: int
    user_id: UUID
    media_id: UUID
    kind: Kind
    state: WatchState | None = None
    progress: Progress | None = None
    removed: bool = False
    changed_at: AwareDatetime
