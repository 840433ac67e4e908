"""The providers' own request budgets, kept per caller key, so that a client that breaks one is seen."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

GRACE = 0.05
"""Part of a sliding window (at most 50 ms) forgiven to requests that travelled at different speeds."""


@dataclass(frozen=True, slots=True)
class Budget:
    """`requests` per `seconds`; a fixed window starts at multiples of its length, a sliding one ends now."""

    requests: int
    seconds: float
    fixed: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a caller stands after a request: how many are left, when the window ends or frees, whether it is over."""

    limit: int
    period: float
    used: int
    resets_at: float
    over: bool

    @property
    def remaining(self) -> int:
        """Requests left in the window."""
        return max(0, self.limit - self.used)


@dataclass(slots=True)
class _Window:
    admitted: deque[float] = field(default_factory=deque)
    started: float = 0.0
    count: int = 0


class Limiter:
    """Counts requests per key against one budget.

    A request over the budget is reported and, when the budget is enforced, does not fill the window further.
    """

    def __init__(self, budget: Budget, *, enforced: bool, clock: Callable[[], float] = time.time) -> None:
        self.budget = budget
        self.enforced = enforced
        self.peak = 0
        self.over_budget = 0
        self._clock = clock
        self._windows: dict[str, _Window] = {}

    def admit(self, key: str) -> Standing:
        """Count one request of a client and return its position in the budget."""
        window = self._windows.setdefault(key, _Window())
        standing = self._fixed(window) if self.budget.fixed else self._sliding(window)
        self.peak = max(self.peak, standing.used)
        self.over_budget += standing.over
        return standing

    def forget(self) -> None:
        """Reset the counters."""
        self._windows.clear()
        self.peak = 0
        self.over_budget = 0

    def _fixed(self, window: _Window) -> Standing:
        now, length = self._clock(), self.budget.seconds
        start = now - now % length
        if window.started != start:
            window.started, window.count = start, 0
        window.count += 1
        over = window.count > self.budget.requests
        return Standing(self.budget.requests, length, window.count, start + length, over)

    def _sliding(self, window: _Window) -> Standing:
        now, length = self._clock(), self.budget.seconds
        admitted = window.admitted
        horizon = now - (length - min(GRACE * length, 0.05))
        while admitted and admitted[0] <= horizon:
            admitted.popleft()
        used = len(admitted) + 1
        over = used > self.budget.requests
        if not (over and self.enforced):
            admitted.append(now)
        return Standing(self.budget.requests, length, used, admitted[0] + length, over)
