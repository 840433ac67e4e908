"""The completion threshold: the position from which on a movie or an episode counts as watched."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CompletionRule:
    """Watched is a share of the duration; of a long title, all but the last minutes.

    A tenth of a long movie is more than its credits, so that a share alone would count a movie whose end was not seen.
    """

    percent: int = 90
    long_seconds: int = 3600
    """A title that is longer than this is long."""
    remaining_seconds: int = 300
    """What may remain of a long title."""

    def threshold(self, duration_seconds: int) -> int:
        """Return the position, in seconds, from which on a title of this duration counts as watched."""
        if duration_seconds > self.long_seconds:
            return max(duration_seconds - self.remaining_seconds, 1)
        return max(-(-duration_seconds * self.percent // 100), 1)

    def is_reached(self, position_seconds: int | None, duration_seconds: int | None) -> bool:
        """Return whether a position counts as watched; never while one of the two is unknown."""
        if position_seconds is None or not duration_seconds:
            return False
        return position_seconds >= self.threshold(duration_seconds)
