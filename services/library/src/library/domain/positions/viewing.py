"""Viewings: what distinguishes a second play from another sign of the first one.

Devices and media servers report one viewing many times: every heartbeat near the end, the stop, the server's own mark,
and the same from an add-on of the player. Two rules decide, and neither depends on the order in which reports arrive:

- Two completions of a title within its runtime are one play, whatever their sources: nothing is seen twice in less.
- A later completion by position belongs to the same viewing unless the title was played below the threshold in between:
  credits that are left paused and resumed the next day are no second play.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

RESUMABLE: Final = timedelta(hours=36)
"""How long after its completion a viewing may be resumed in its credits."""
SHORTEST_RUNTIME: Final = timedelta(minutes=10)
"""Reports of one completion differ by some minutes, also for a clip that is shorter."""
UNKNOWN_MOVIE: Final = timedelta(minutes=90)
UNKNOWN_EPISODE: Final = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Viewing:
    """The last viewing of a movie or an episode: when it was completed, and when it was last below the threshold."""

    completed_at: datetime | None = None
    unfinished_at: datetime | None = None

    def includes(self, at: datetime) -> bool:
        """Return whether a completion by position at this time is the same viewing."""
        if self.completed_at is None:
            return False
        first, last = sorted((at, self.completed_at))
        if last - first > RESUMABLE:
            return False
        return self.unfinished_at is None or not first < self.unfinished_at < last

    def completed(self, at: datetime) -> "Viewing":
        """Return the viewing after a completion, which may be an earlier one that arrives late."""
        return replace(self, completed_at=max(at, self.completed_at or at))

    def unfinished(self, at: datetime) -> "Viewing":
        """Return the viewing after a position below the threshold."""
        return replace(self, unfinished_at=max(at, self.unfinished_at or at))


def runtime_of(duration_seconds: int | None, *, is_movie: bool) -> timedelta:
    """Return the time within which two completions are one play."""
    if not duration_seconds:
        return UNKNOWN_MOVIE if is_movie else UNKNOWN_EPISODE
    return max(timedelta(seconds=duration_seconds), SHORTEST_RUNTIME)


def is_within(at: datetime, times: Iterable[datetime], runtime: timedelta) -> bool:
    """Return whether one of the times is less than a runtime away."""
    return any(abs(at - time) < runtime for time in times)
