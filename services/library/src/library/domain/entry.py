"""A viewer's entry for a title, and how the viewer changes it.

A change says only what it changes: what it leaves out stays, what it sets to null is cleared. Any state may
follow any other.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Final, Literal
from uuid import UUID, uuid5

from library.domain.errors import ProgressNotAllowed, StateRequired

WatchState = Literal["planned", "watching", "completed", "dropped"]

ENDED: Final = frozenset[WatchState]({"completed", "dropped"})

_NAMESPACE: Final = UUID("b7c1c3f0-58d4-5b0e-8f6b-1d0a4c9e7a52")


class Omitted(Enum):
    """The type of `OMITTED`."""

    OMITTED = "omitted"


OMITTED: Final = Omitted.OMITTED
"""What a change does not speak of; null would clear it."""


@dataclass(frozen=True, slots=True, order=True)
class Progress:
    """The last episode that the viewer has seen; season 0 holds the specials."""

    season: int
    episode: int


@dataclass(frozen=True, slots=True)
class Change:
    """What a viewer wants changed."""

    state: WatchState | Omitted = OMITTED
    rating: int | Omitted | None = OMITTED
    progress: Progress | Omitted | None = OMITTED
    notes: str | Omitted | None = OMITTED


@dataclass(frozen=True, slots=True)
class Entry:
    """A viewer's entry; `state` is null where there is none, or none any more.

    `version` grows with every change told to others, over removals too.
    """

    user_id: UUID
    media_id: UUID
    kind: str
    tmdb_id: int
    version: int = 0
    state: WatchState | None = None
    rating: int | None = None
    progress: Progress | None = None
    notes: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None

    @property
    def id(self) -> UUID:
        """The entry's own id, the same after a removal and a new start."""
        return uuid5(_NAMESPACE, f"{self.user_id}:{self.media_id}")

    @property
    def exists(self) -> bool:
        """Whether the viewer has this entry."""
        return self.state is not None

    def changed(self, change: Change, now: datetime) -> "Entry":
        """Give the entry after a change, itself where that changes nothing.

        Progress alone means watching. Raises StateRequired where there was no entry and the change says neither
        state nor progress, and ProgressNotAllowed.
        """
        state = self._state_after(change)
        if isinstance(change.progress, Progress):
            self._check_progress(state)
        after = replace(
            self,
            state=state,
            rating=self.rating if change.rating is OMITTED else change.rating,
            progress=self.progress if change.progress is OMITTED else change.progress,
            notes=self.notes if change.notes is OMITTED else change.notes,
        )
        if after == self:
            return self
        created_at = self.created_at if self.exists else now
        return replace(after, version=self._next_version(now), created_at=created_at, updated_at=now)

    def removed(self, now: datetime) -> "Entry":
        """Give what is left of a removed entry: its version, so that a later one is newer."""
        if not self.exists:
            return self
        return Entry(
            self.user_id, self.media_id, self.kind, self.tmdb_id, version=self._next_version(now), updated_at=now
        )

    def _state_after(self, change: Change) -> WatchState:
        if not isinstance(change.state, Omitted):
            return change.state
        if isinstance(change.progress, Progress):
            return "watching"
        if self.state is None:
            raise StateRequired("there is no entry for this title yet: say its state")
        return self.state

    def _check_progress(self, state: WatchState) -> None:
        if self.kind == "movie":
            raise ProgressNotAllowed("a film has no episodes, so no progress either")
        if state in ENDED:
            raise ProgressNotAllowed(f"progress does not go with state {state}: leave out one of the two")

    def _next_version(self, now: datetime) -> int:
        return max(self.version + 1, int(now.timestamp() * 1_000_000))
