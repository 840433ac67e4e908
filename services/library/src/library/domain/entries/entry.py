"""A user's entry for a title, and the changes of it.

A change has only the fields that it changes: an omitted field stays, null clears it. Any state may follow any other.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Final, Literal
from uuid import UUID, uuid5

from library.domain.entries.progress import SPECIALS, Progress, ProgressPatch
from library.domain.errors import ProgressNotAllowed, StateRequired

WatchState = Literal["planned", "watching", "completed", "dropped"]

ENDED: Final = frozenset[WatchState]({"completed", "dropped"})

_NAMESPACE: Final = UUID("b7c1c3f0-58d4-5b0e-8f6b-1d0a4c9e7a52")


class Omitted(Enum):
    """The type of `OMITTED`."""

    OMITTED = "omitted"


OMITTED: Final = Omitted.OMITTED
"""A field that a change omits; null would clear it."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change of an entry."""

    state: WatchState | Omitted = OMITTED
    rating: int | Omitted | None = OMITTED
    progress: Progress | ProgressPatch | Omitted | None = OMITTED
    """A patch is merged into the stored progress, a progress replaces it."""
    notes: str | Omitted | None = OMITTED

    @property
    def seen(self) -> dict[int, int]:
        """The last episode seen of each season that the change sets."""
        if isinstance(self.progress, Progress):
            return self.progress.seasons
        return self.progress.seen if isinstance(self.progress, ProgressPatch) else {}


@dataclass(frozen=True, slots=True)
class Entry:
    """A user's entry; `state` is null when there is no entry, or when it was removed.

    `version` grows with every published change, over removals too.
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
        """The id of the entry, the same after a removal and a new entry."""
        return uuid5(_NAMESPACE, f"{self.user_id}:{self.media_id}")

    @property
    def exists(self) -> bool:
        """Whether the user has this entry."""
        return self.state is not None

    def changed(self, change: Change, now: datetime) -> "Entry":
        """Return the entry after a change, or itself when the change has no effect.

        Progress alone means watching, but specials alone do not reopen what is completed or dropped. Raises
        StateRequired when there was no entry and the change has neither state nor progress, and ProgressNotAllowed.
        """
        state = self._state_after(change)
        if change.seen:
            self._check_progress(state, change)
        after = replace(
            self,
            state=state,
            rating=self.rating if change.rating is OMITTED else change.rating,
            progress=self._progress_after(change),
            notes=self.notes if change.notes is OMITTED else change.notes,
        )
        if after == self:
            return self
        created_at = self.created_at if self.exists else now
        return replace(after, version=self._next_version(now), created_at=created_at, updated_at=now)

    def removed(self, now: datetime) -> "Entry":
        """Return the entry after its removal: it keeps its version, so that a later entry is newer."""
        if not self.exists:
            return self
        return Entry(
            self.user_id, self.media_id, self.kind, self.tmdb_id, version=self._next_version(now), updated_at=now
        )

    def _state_after(self, change: Change) -> WatchState:
        if not isinstance(change.state, Omitted):
            return change.state
        if change.seen and not (self.state in ENDED and set(change.seen) == {SPECIALS}):
            return "watching"
        if self.state is None:
            raise StateRequired("state is required to create an entry")
        return self.state

    def _progress_after(self, change: Change) -> Progress | None:
        if isinstance(change.progress, Omitted):
            return self.progress
        if isinstance(change.progress, ProgressPatch):
            return change.progress.applied(self.progress)
        return change.progress

    def _check_progress(self, state: WatchState, change: Change) -> None:
        if self.kind == "movie":
            raise ProgressNotAllowed("progress is for shows only: a movie has no episodes")
        if state in ENDED and not isinstance(change.state, Omitted):
            raise ProgressNotAllowed(f"progress cannot be combined with state {state}: send one of the two")

    def _next_version(self, now: datetime) -> int:
        return max(self.version + 1, int(now.timestamp() * 1_000_000))
