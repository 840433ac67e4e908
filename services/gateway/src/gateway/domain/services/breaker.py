"""Circuit breaker and bulkhead of one upstream service.

The breaker opens after several requests in a row without any response, or when a large share of the recent ones failed:
a response 502, 503 or 504, or none in time. One request after its pause probes the service. The bulkhead limits how
many requests one service may hold, so that a slow one leaves capacity for the others.
"""

import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from chassis.core.circuit_breaker import Admission, BreakerPolicy, BreakerState, CircuitBreaker
from gateway.domain.errors import CircuitOpen, Overloaded

State = Literal["closed", "open", "probing"]

LONGEST_PAUSE: Final = timedelta(seconds=4)
"""A service that is well again receives requests again within five seconds."""
PROBE_TIMEOUT: Final = timedelta(minutes=5)
"""Longer than any request waits for its response: every probe ends with `succeeded` or `failed`."""
_START: Final = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class BreakerRules:
    """When a breaker opens, its first pause in seconds, and how many requests a service holds."""

    failures: int
    """Requests in a row without a response."""
    first_pause: float = 1.0
    at_once: int = 256
    window: float = 5.0
    """Seconds of which the share of failures is the ratio; those of the window before count as well."""
    share: float = 0.5
    at_least: int = 20
    """Requests in the windows below which no share opens the breaker."""


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
        self._window = _Window(rules.window)

    def state(self, now: float) -> State:
        """Return what the next request would meet: `probing` when it would be the probe."""
        if self._breaker.state is BreakerState.CLOSED:
            return "closed"
        return "probing" if self._breaker.admit(self._policy, _instant(now))[1] is Admission.PROBE else "open"

    @property
    def requests(self) -> int:
        """The number of requests that the service holds."""
        return self._inside

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

    def succeeded(self, now: float) -> None:
        """Record a response of a service that is available. A late one does not end the pause of an open breaker."""
        self._failures = 0
        self._window.add(now, failures=0)
        if self._breaker.state is BreakerState.HALF_OPEN:
            self._breaker = CircuitBreaker()
            self._window = _Window(self._rules.window)

    def failed(self, now: float) -> None:
        """Record a request without a response; each probe that fails doubles the pause, up to `LONGEST_PAUSE`."""
        self._failures += 1
        self._record_failure(now, is_open=self._failures >= self._rules.failures)

    def unavailable(self, now: float) -> None:
        """Record a response 502, 503 or 504, or none within the deadline: it opens the breaker by the share of these.

        A service with one slow or failing resource is available for its others.
        """
        self._record_failure(now, is_open=self._breaker.state is BreakerState.HALF_OPEN)

    def abandoned(self, now: float) -> None:
        """Record a request that its client gave up; if it was the probe, the next request is one."""
        if self._breaker.state is BreakerState.HALF_OPEN:
            self._breaker = replace(self._breaker, state=BreakerState.OPEN, until=_instant(now))

    def _record_failure(self, now: float, *, is_open: bool) -> None:
        rules = self._rules
        requests, failures = self._window.add(now, failures=1)
        if is_open or (requests >= rules.at_least and failures >= rules.share * requests):
            self._breaker = self._breaker.trip(self._policy, _instant(now))

    def _retry_after(self, now: float) -> int:
        """Return the whole seconds until the probe, at least 1; 1 while a probe has no result yet."""
        until = self._breaker.until
        if self._breaker.state is BreakerState.HALF_OPEN or until is None:
            return 1
        return max(1, math.ceil((until - _instant(now)).total_seconds()))


class _Window:
    """Requests and failures of the present period of some seconds and of the one before it."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = 0.0
        self._requests = self._failures = 0
        self._requests_before = self._failures_before = 0

    def add(self, now: float, *, failures: int) -> tuple[int, int]:
        """Count a request; return the numbers of requests and failures."""
        if now >= self._end:
            is_next = now < self._end + self._seconds
            self._requests_before = self._requests if is_next else 0
            self._failures_before = self._failures if is_next else 0
            self._requests = self._failures = 0
            self._end = now + self._seconds
        self._requests += 1
        self._failures += failures
        return self._requests + self._requests_before, self._failures + self._failures_before


def _instant(now: float) -> datetime:
    """Return the instant that stands for a monotonic time."""
    return _START + timedelta(seconds=now)
