"""A change of an entry by its user, and the marks that record it.

A change has only the fields that it changes: an omitted field stays, null clears it. Any state may follow any other.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

from library.domain.entries.entry import Entry
from library.domain.entries.progress import Progress, ProgressPatch
from library.domain.entries.state import ENDED, WatchState
from library.domain.errors import ProgressNotAllowed, StateRequired
from library.domain.plays.fold import REPLACE, SEASONS
from library.domain.plays.items import JsonValue, MarkKind, NewMark


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
    tags: tuple[str, ...] | Omitted = OMITTED

    @property
    def seen(self) -> dict[int, int]:
        """The last episode seen of each season that the change sets."""
        if isinstance(self.progress, Progress):
            return self.progress.seasons
        return self.progress.seen if isinstance(self.progress, ProgressPatch) else {}

    def check(self, entry: Entry) -> None:
        """Raise StateRequired when there is no entry and the change creates none, and ProgressNotAllowed."""
        if self.seen and entry.kind == "movie":
            raise ProgressNotAllowed("progress is for shows only: a movie has no episodes")
        if self.seen and self.state in ENDED:
            raise ProgressNotAllowed(f"progress cannot be combined with state {self.state}: send one of the two")
        creates = not isinstance(self.state, Omitted) or self.seen or isinstance(self.rating, int)
        if not entry.exists and not creates:
            raise StateRequired("state is required to create an entry")

    def marks(self, entry: Entry, now: datetime, *, origin: str = "api") -> list[NewMark]:
        """Return the marks of this change of an entry; none for what the entry states already.

        The state is the last mark, so that it decides.
        """
        at = entry.next_time(now)
        values: list[tuple[MarkKind, JsonValue]] = []
        if self._moves(entry):
            values.append(("progress", self._progress_value()))
        if not isinstance(self.rating, Omitted) and self.rating != entry.rating:
            values.append(("rating", self.rating))
        if not isinstance(self.notes, Omitted) and self.notes != entry.notes:
            values.append(("notes", self.notes))
        if not isinstance(self.tags, Omitted) and self.tags != entry.tags:
            values.append(("tags", list(self.tags)))
        if not isinstance(self.state, Omitted) and (self.state != entry.state or self._moves(entry)):
            values.append(("state", self.state))
        return [
            NewMark(media_id=entry.media_id, kind=kind, value=value, origin=origin, at=at) for kind, value in values
        ]

    def _moves(self, entry: Entry) -> bool:
        """Return whether the change sets progress that differs, or says that an entry at rest is watched."""
        if isinstance(self.progress, Omitted):
            return False
        after = self.progress.applied(entry.progress) if isinstance(self.progress, ProgressPatch) else self.progress
        return after != entry.progress or (bool(self.seen) and entry.state != "watching")

    def _progress_value(self) -> JsonValue:
        patched = isinstance(self.progress, ProgressPatch)
        seasons = self.progress.by_season if isinstance(self.progress, ProgressPatch) else self.seen
        return {SEASONS: {str(season): episode for season, episode in seasons.items()}, REPLACE: not patched}


def marks_of(entry: Entry) -> list[NewMark]:
    """Return the marks that say what an entry says; none for a removed one."""
    if entry.state is None or entry.updated_at is None:
        return []
    change = Change(entry.state, entry.rating, entry.progress, entry.notes, entry.tags)
    nothing = Entry(entry.user_id, entry.media_id, entry.kind, entry.tmdb_id)
    return change.marks(nothing, entry.updated_at, origin="migration")
