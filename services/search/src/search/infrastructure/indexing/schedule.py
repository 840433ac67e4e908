"""When what was merged into an index is committed.

A commit costs the same for one event as for many, and an import is several events within moments. So a change waits for
those that follow it, for half of the time in which it must be searchable; the other half is for the commit. In a bulk
import every title would be written several times, once per event; there commits come a quarter as often.
"""

from typing import Final

COMMIT_TITLES: Final = 2_000
BULK_TITLES: Final = 20
"""So many changed titles that wait for a commit are a bulk import: no user changes as many at a time."""
BULK_FACTOR: Final = 4
"""How many times as long a change waits in a bulk import."""
POLL_SECONDS: Final = 0.2
IDLE_COMMIT_SECONDS: Final = 60.0
"""How long offsets of events that changed nothing stay uncommitted."""


class CommitSchedule:
    """The commits of one generation; times are in seconds."""

    def __init__(self, commit_seconds: float, *, now: float) -> None:
        """Commit each change within `commit_seconds`, in a bulk import later; `now` is the time of the last commit."""
        self._change_seconds = commit_seconds / 2
        self._committed_at = now
        self._changed_at: float | None = None
        self._titles = 0

    def note_changes(self, titles: int, *, now: float) -> None:
        """Note how many titles have changed since the last commit, perhaps none."""
        self._titles = titles
        if titles and self._changed_at is None:
            self._changed_at = now

    def note_commit(self, *, now: float) -> None:
        """Note that everything is committed."""
        self._committed_at, self._changed_at, self._titles = now, None, 0

    def poll_seconds(self, *, now: float) -> float:
        """Return how long to wait for further events before a commit is due; 0 when it is."""
        if self._changed_at is None:
            return POLL_SECONDS
        wait = self._change_seconds * (BULK_FACTOR if self._titles >= BULK_TITLES else 1)
        return min(POLL_SECONDS, max(0.0, self._changed_at + wait - now))

    def is_due(self, titles: int, *, moved: bool, now: float) -> bool:
        """Return whether to commit; `moved` is whether events were read since the last commit."""
        return (
            titles >= COMMIT_TITLES
            or self.poll_seconds(now=now) == 0
            or (moved and now - self._committed_at >= IDLE_COMMIT_SECONDS)
        )
