"""A circuit breaker per server that messages are handed over to."""

from datetime import timedelta
from typing import Final

from chassis.core.circuit_breaker import BreakerPolicy, FailureBreaker
from chassis.core.clock import Clock

FAILURES: Final = 5
"""Failures in a row that open a breaker."""
POLICY: Final = BreakerPolicy(
    first_pause=timedelta(seconds=5),
    longest_pause=timedelta(minutes=5),
    probe_timeout=timedelta(minutes=1),
    memory=timedelta(minutes=10),
)


def server_breaker(clock: Clock) -> FailureBreaker:
    """Return the breaker of one server; a refusal of one message is no failure of the server."""
    return FailureBreaker(POLICY, FAILURES, clock)
