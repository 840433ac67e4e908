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
    paused: bool = False
    """Whether the user has paused a show; `state` is `watching` then."""
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


def play_key(user_id: UUID, play_id: UUID) -> str:
    """Return the key of the events of a play."""
    return f"{user_id}:{play_id}"


@event("play.recorded.v1", publisher="library", consumers=("stats",), keep_days=800, compact=True)
class PlayRecordedV1(Event):
    """A user watched a movie or an episode, or retracted that they did.

    The last event of a play counts. The topic is compacted, so that a tombstone of a deleted user's play removes it.
    """

    play_id: UUID
    user_id: UUID
    media_id: UUID
    kind: Kind
    season: int | None = None
    episode: int | None = None
    watched_at: AwareDatetime
    """When it was watched; when it was recorded, if the time is unknown (`precision`)."""
    completed: bool = True
    tmdb_id: int | None = None
    precision: Literal["instant", "day", "year", "unknown"] = "instant"
    """How exactly `watched_at` is known; a day or year is its first instant in UTC."""
    duration_seconds: int | None = Field(default=None, ge=0)
    """How long was watched; null is unknown."""
    origin: str | None = None
    """Where the play comes from, for example `api`, `scrobble:jellyfin` or `import:letterboxd`."""
    retracted: bool = False
    """Whether the user has retracted the play: it does not count any more."""

    def key(self) -> str:
        """Keyed by user and play, so that compaction keeps every play."""
        return play_key(self.user_id, self.play_id)
