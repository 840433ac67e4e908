"""Events that library publishes: a user's entry for a title, and plays."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.event import Contract, Event, StateEvent, event
from contracts.identity import Kind

WatchState = Literal["planned", "watching", "completed", "dropped"]


class Progress(Contract):
    """The last episode that a user has seen."""

    season: int = Field(ge=0)
    episode: int = Field(ge=0)


def entry_key(user_id: UUID, media_id: UUID) -> str:
    """Return the key of the events of a user's entry."""
    return f"{user_id}:{media_id}"


@event("library.entry.changed.v1", publisher="library", consumers=("catalog", "ingestion", "stats"))
class LibraryEntryChangedV1(StateEvent):
    """A user's whole entry for a title; `removed` when it was deleted. Keyed by user and title."""

    user_id: UUID
    media_id: UUID
    kind: Kind
    tmdb_id: int
    state: WatchState | None = None
    rating: int | None = Field(default=None, ge=0, le=100)
    progress: Progress | None = None
    """The furthest regular episode seen; null when no regular episode was seen."""
    seasons: dict[int, int] = Field(default_factory=dict)
    """The last episode seen of each season, season 0 holds the specials; empty in events of older publishers."""
    removed: bool = False
    changed_at: AwareDatetime

    def key(self) -> str:
        """Keyed by user and title, so that compaction keeps every entry."""
        return entry_key(self.user_id, self.media_id)


@event("play.recorded.v1", publisher="library", consumers=("stats",), keep_days=800)
class PlayRecordedV1(Event):
    """A user watched a movie or an episode."""

    play_id: UUID
    user_id: UUID
    media_id: UUID
    kind: Kind
    season: int | None = None
    episode: int | None = None
    watched_at: AwareDatetime
    completed: bool = True

    def key(self) -> str:
        """Keyed by user."""
        return str(self.user_id)
