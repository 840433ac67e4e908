"""When what was merged into an index is committed.

A commit costs the same for one event as for many, and an import is several events within moments. So a change waits for
those that follow it, for half of the time in which it must be searchable; the other half is for the commit.
"""

from typing import Final

COMMIT_TITLES: Final = 2_000
POLL_SECONDS: Final = 0.2
IDLE_COMMIT_SECONDS: Final = 60.0
"""How long offsets of events that changed nothing stay uncommitted."""


class CommitSchedule:
    """The commits of one generation; times are in seconds."""

    def __init__(self, commit_seconds: float, *, now: float) -> None:
        """Commit each change within `commit_seconds`; `now` is the time of the last commit."""
        self._change_seconds = commit_seconds / 2
        self._committed_at = now
        self._changed_at: float | None = None

    def note_changes(self, titles: int, *, now: float) -> None:
        """Note how many titles have changed since the last commit, perhaps none."""
        if titles and self._changed_at is None:
            self._changed_at = now

    def note_commit(self, *, now: float) -> None:
        """Note that everything is committed."""
        self._committed_at, self._changed_at = now, None

    def poll_seconds(self, *, now: float) -> float:
        """Return how long to wait for further events before a commit is due; 0 when it is."""
        if self._changed_at is None:
            return POLL_SECONDS
        return min(POLL_SECONDS, max(0.0, self._changed_at + self._change_seconds - now))

    def is_due(self, titles: int, *, moved: bool, now: float) -> bool:
        """Return whether to commit; `moved` is whether events were read since the last commit."""
        return (
            titles >= COMMIT_TITLES
            or self.poll_seconds(now=now) == 0
            or (moved and now - self._committed_at >= IDLE_COMMIT_SECONDS)
        )
