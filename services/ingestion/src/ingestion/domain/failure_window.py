"""When the circuit breaker of a provider opens: failures of many resources open it, a probe decides the doubtful cases.

One resource (a title, a list) that always fails is no failure of its provider, however often it is retried. Resources
are counted, not calls; and where only few resources are requested, a probe of a cheap URL decides.
"""

from collections import OrderedDict
from datetime import timedelta
from enum import StrEnum
from typing import Final

from chassis.core.circuit_breaker import BreakerPolicy

WINDOW: Final = 20
"""The last resources that are counted."""
MIN_FAILED: Final = 8
FAILED_SHARE: Final = 0.5
SUSPECT_STREAK: Final = 4
"""Failed calls without any success between them after which a probe is due: all attempts of one call."""

POLICY: Final = BreakerPolicy(
    first_pause=timedelta(seconds=5),
    longest_pause=timedelta(minutes=5),
    probe_timeout=timedelta(seconds=20),
    memory=timedelta(minutes=5),
)


class Verdict(StrEnum):
    """What the last calls show."""

    HEALTHY = "healthy"
    SUSPECT = "suspect"
    FAILING = "failing"


class FailureWindow:
    """How the last calls of one process ended, by resource."""

    def __init__(self) -> None:
        self._failing: OrderedDict[str, bool] = OrderedDict()
        self._streak = 0

    def add(self, resource: str, *, failed: bool) -> Verdict:
        """Count a call. FAILING is certain and starts a new window; SUSPECT is to be decided by a probe."""
        self._failing[resource] = failed
        self._failing.move_to_end(resource)
        if len(self._failing) > WINDOW:
            self._failing.popitem(last=False)
        self._streak = self._streak + 1 if failed else 0
        count = sum(self._failing.values())
        if failed and count >= MIN_FAILED and count >= FAILED_SHARE * len(self._failing):
            self.clear()
            return Verdict.FAILING
        return Verdict.SUSPECT if self._streak >= SUSPECT_STREAK else Verdict.HEALTHY

    def clear(self) -> None:
        """Start a new window: the breaker has opened."""
        self._failing.clear()
        self._streak = 0

    def reset_streak(self) -> None:
        """Count failures in a row from 0: a probe succeeded."""
        self._streak = 0
