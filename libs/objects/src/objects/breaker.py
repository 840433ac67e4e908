"""A circuit breaker around the storage: after failures in a row, calls fail at once for a growing pause."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

from chassis.core.circuit_breaker import Admission, BreakerPolicy, CircuitBreaker
from chassis.core.clock import Clock
from objects.errors import StorageUnavailable

FAILURES: Final = 5
POLICY: Final = BreakerPolicy(
    first_pause=timedelta(seconds=1),
    longest_pause=timedelta(seconds=30),
    probe_timeout=timedelta(seconds=30),
    memory=timedelta(minutes=1),
)


class StorageBreaker:
    """Counts failures in a row; after five it opens, and closes with the first success of a probe."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._breaker = CircuitBreaker()
        self._failures = 0

    @contextmanager
    def call(self) -> Iterator[None]:
        """Run a call; raise StorageUnavailable instead when the breaker is open."""
        self._breaker, admission = self._breaker.admit(POLICY, self._clock.now())
        if admission is Admission.NONE:
            raise StorageUnavailable("the storage failed several times; it is not called now")
        try:
            yield
        except StorageUnavailable:
            self._failures += 1
            if self._failures >= FAILURES or admission is Admission.PROBE:
                self._breaker = self._breaker.trip(POLICY, self._clock.now())
            raise
        self._failures = 0
        self._breaker = self._breaker.close(self._clock.now())
