"""A circuit breaker per server that messages are handed over to."""

from datetime import timedelta
from typing import Final

from chassis.core.circuit_breaker import Admission, BreakerPolicy, CircuitBreaker
from chassis.core.clock import Clock

FAILURES: Final = 5
"""Failures in a row that open a breaker."""
POLICY: Final = BreakerPolicy(
    first_pause=timedelta(seconds=5),
    longest_pause=timedelta(minutes=5),
    probe_timeout=timedelta(minutes=1),
    memory=timedelta(minutes=10),
)


class ServerBreaker:
    """Counts failures of a server in a row; then one call passes per pause, until one succeeds."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._breaker = CircuitBreaker()
        self._failures = 0

    def admits(self) -> bool:
        """Return whether a call may be made; its result must be recorded."""
        self._breaker, admission = self._breaker.admit(POLICY, self._clock.now())
        return admission is not Admission.NONE

    def succeeded(self) -> None:
        """Record a call that the server responded to, even if with a refusal of one message."""
        self._failures = 0
        self._breaker = self._breaker.close(self._clock.now())

    def failed(self) -> None:
        """Record a call that the server did not respond to as it should."""
        self._failures += 1
        if self._failures >= FAILURES:
            self._breaker = self._breaker.trip(POLICY, self._clock.now())
