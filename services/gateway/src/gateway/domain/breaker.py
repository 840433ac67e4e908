"""Circuit breaker and bulkhead of one upstream service.

After several failures in a row the breaker opens, and one request after its pause probes the service. The bulkhead
limits how many requests one service may hold, so that a slow one leaves capacity for the others.
"""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from chassis.core.circuit_breaker import Admission, BreakerPolicy, BreakerState, CircuitBreaker
from gateway.domain.errors import CircuitOpen, Overloaded

State = Literal["closed", "open", "probing"]

LONGEST_PAUSE: Final = timedelta(seconds=30)
PROBE_TIMEOUT: Final = timedelta(minutes=5)
"""Longer than any request waits for its response: every probe ends with `succeeded` or `failed`."""
_START: Final = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class BreakerRules:
    """Failures in a row that open the breaker, its first pause in seconds, and how many requests a service holds."""

    failures: int
    first_pause: float = 1.0
    at_once: int = 256


class Breaker:
    """The breaker of one service; `now` is the monotonic time in seconds."""

    def __init__(self, rules: BreakerRules) -> None:
        self._rules = rules
        self._policy = BreakerPolicy(
            first_pause=timedelta(seconds=rules.first_pause), longest_pause=LONGEST_PAUSE, probe_timeout=PROBE_TIMEOUT
        )
        self._breaker = CircuitBreaker()
        self._failures = 0
        self._inside = 0

    def state(self, now: float) -> State:
        """Return what the next request would meet: `probing` when it would be the probe."""
        if self._breaker.state is BreakerState.CLOSED:
            return "closed"
        return "probing" if self._breaker.admit(self._policy, _instant(now))[1] is Admission.PROBE else "open"

    def enter(self, now: float) -> None:
        """Admit a request; raise CircuitOpen or Overloaded. Each request admitted calls `leave` once."""
        breaker = self._breaker
        if breaker.state is not BreakerState.CLOSED:
            breaker, admission = breaker.admit(self._policy, _instant(now))
            if admission is Admission.NONE:
                raise CircuitOpen(self._retry_after(now))
        if self._inside >= self._rules.at_once:
            raise Overloaded
        self._breaker = breaker
        self._inside += 1

    def leave(self) -> None:
        """Free the place of a request."""
        self._inside -= 1

    def succeeded(self) -> None:
        """Record a response, whatever its status: the service is available."""
        self._failures = 0
        self._breaker = CircuitBreaker()

    def failed(self, now: float) -> None:
        """Record a request without a response; each probe that fails doubles the pause, up to `LONGEST_PAUSE`."""
        self._failures += 1
        if self._failures >= self._rules.failures:
            self._breaker = self._breaker.trip(self._policy, _instant(now))

    def _retry_after(self, now: float) -> int:
        """Return the whole seconds until the probe, at least 1; 1 while a probe has no result yet."""
        until = self._breaker.until
        if self._breaker.state is BreakerState.HALF_OPEN or until is None:
            return 1
        return max(1, math.ceil((until - _instant(now)).total_seconds()))


def _instant(now: float) -> datetime:
    """Return the instant that stands for a monotonic time."""
    return _START + timedelta(seconds=now)
