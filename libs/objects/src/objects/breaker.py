"""A circuit breaker around the storage: after failures in a row, calls fail at once for a growing pause."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

from chassis.core.circuit_breaker import Admission, BreakerPolicy, FailureBreaker
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
        self._breaker = FailureBreaker(POLICY, FAILURES, clock)

    @contextmanager
    def call(self) -> Iterator[None]:
        """Run a call; raise StorageUnavailable instead when the breaker is open."""
        admission = self._breaker.admit()
        if admission is Admission.NONE:
            raise StorageUnavailable("the storage failed several times; it is not called now")
        try:
            yield
        except StorageUnavailable:
            self._breaker.failed(opens=admission is Admission.PROBE)
            raise
        self._breaker.succeeded()
