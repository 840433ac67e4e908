"""The limit of rejections: a deployment that would dead-letter everything is stopped before it does."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WINDOW_EVENTS: Final = 1_000


@dataclass(frozen=True, slots=True)
class RejectionLimits:
    """The largest number of rejected events in a row, and the largest share of the last `WINDOW_EVENTS` events.

    The share is counted against the whole window also while fewer events were read: 0.1 permits 100 rejections.
    """

    consecutive: int = 50
    ratio: float = 0.1


class RejectionMonitor:
    """Counts the outcomes of one process; a restart begins at zero."""

    def __init__(self, limits: RejectionLimits) -> None:
        self._limits = limits
        self._permitted = int(limits.ratio * WINDOW_EVENTS)
        self._consecutive = 0
        self._window: deque[bool] = deque(maxlen=WINDOW_EVENTS)

    def first_excess(self, outcomes: Sequence[bool]) -> int | None:
        """Return the index of the first outcome that exceeds a limit, or null; true means rejected. Records nothing."""
        if not any(outcomes):
            return None
        consecutive, window = self._consecutive, self._window.copy()
        rejected = sum(window)
        for index, outcome in enumerate(outcomes):
            consecutive = consecutive + 1 if outcome else 0
            rejected += outcome - (window[0] if len(window) == WINDOW_EVENTS else 0)
            window.append(outcome)
            if outcome and (consecutive > self._limits.consecutive or rejected > self._permitted):
                return index
        return None

    def record(self, outcomes: Sequence[bool]) -> None:
        """Count outcomes of events that are applied or safely stored as dead letters."""
        for outcome in outcomes:
            self._consecutive = self._consecutive + 1 if outcome else 0
        self._window.extend(outcomes)

    def __str__(self) -> str:
        return f"at most {self._limits.consecutive} in a row and {self._permitted} of the last {WINDOW_EVENTS}"
