"""What library publishes: a viewer's state of a title, and plays."""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts import topics
from contracts.event import Contract, Event, StateEvent
from contracts.identity import Kind

WatchState = Literal["planned", "watching", "completed", "dropped"]


class Progress(Contract):
    """The last episode a viewer has seen."""

    season: int = Field(ge=0)
    episode: int = Field(ge=0)


class LibraryEntryChangedV1(StateEvent):
    """A viewer's whole entry for a title; `removed` when it is gone. Keyed by viewer and title."""

    type: ClassVar[str] = "library.entry.changed.v1"
    topic: ClassVar[str] = topics.LIBRARY_ENTRY_CHANGED

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
        """Keyed by viewer and title, so that compaction keeps every entry."""
        return f"{self.user_id}:{self.media_id}"


class PlayRecordedV1(Event):
    """Somebody watched something."""

    type: ClassVar[str] = "play.recorded.v1"
    topic: ClassVar[str] = topics.PLAY_RECORDED

    play_id: UUID
    user_id: UUID
    media_id: UUID
    kind: Kind
    season: int | None = None
    episode: int | None = None
    watched_at: AwareDatetime
    completed: bool = True

    def key(self) -> str:
        """Keyed by viewer."""
        return str(self.user_id)
