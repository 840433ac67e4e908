"""The state of a circuit breaker as a value: closed, open for a growing pause, then half-open for one probe.

What counts as enough failures to open it, and who sends the probe, is the owner's rule. Time is an argument. A
`FailureBreaker` holds such a value for one process, and opens after failures in a row.
https://martinfowler.com/bliki/CircuitBreaker.html
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, StrEnum

from chassis.core.backoff import upper_bound
from chassis.core.clock import Clock


class BreakerState(StrEnum):
    """Whether calls pass."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class Admission(Enum):
    """How many calls may pass."""

    EVERY = "every"
    PROBE = "probe"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakerPolicy:
    """How long a breaker stays open.

    The pause is `first_pause`, doubled each time that the breaker opens again, up to `longest_pause`. A breaker that
    has been closed for `memory` starts again with `first_pause`. A probe without a result is given up after
    `probe_timeout`, and another one is admitted: the process that sent it may have been killed.
    """

    first_pause: timedelta
    longest_pause: timedelta
    probe_timeout: timedelta
    memory: timedelta = timedelta(0)

    def pause(self, trips: int) -> timedelta:
        """Return how long a breaker stays open that has opened `trips` times before."""
        base, cap = self.first_pause.total_seconds(), self.longest_pause.total_seconds()
        return timedelta(seconds=upper_bound(trips, base=base, cap=cap))


@dataclass(frozen=True, slots=True)
class CircuitBreaker:
    """The state of a breaker; immutable, so that it can be a row that several processes share.

    `until` is when an open breaker admits a probe, when the probe of a half-open one is given up, and since when a
    closed one is closed (null when it was never open). `trips` counts openings that followed each other closely.
    `reason` is why it opened.
    """

    state: BreakerState = BreakerState.CLOSED
    until: datetime | None = None
    trips: int = 0
    reason: str | None = None

    def admit(self, policy: BreakerPolicy, now: datetime) -> tuple["CircuitBreaker", Admission]:
        """Return the breaker and how many calls pass: every call, one probe (the breaker is then half-open) or none."""
        if self.state is BreakerState.CLOSED:
            return self, Admission.EVERY
        if self.until is not None and now < self.until:
            return self, Admission.NONE
        probing = replace(self, state=BreakerState.HALF_OPEN, until=now + policy.probe_timeout)
        return probing, Admission.PROBE

    def trip(
        self, policy: BreakerPolicy, now: datetime, reason: str | None = None, *, at_least: datetime | None = None
    ) -> "CircuitBreaker":
        """Return the breaker open; one that is open already is returned unchanged until its pause has passed.

        `at_least` is an instant before which no call may pass, for example from `Retry-After`.
        """
        if self.state is BreakerState.OPEN and self.until is not None and now < self.until:
            return self
        trips = 0 if self._has_recovered(policy, now) else self.trips
        until = now + policy.pause(trips)
        return CircuitBreaker(BreakerState.OPEN, max(until, at_least or until), trips + 1, reason)

    def close(self, now: datetime) -> "CircuitBreaker":
        """Return the breaker closed: a probe succeeded. If it opens again soon, its pauses continue to grow."""
        return self if self.state is BreakerState.CLOSED else CircuitBreaker(until=now, trips=self.trips)

    def _has_recovered(self, policy: BreakerPolicy, now: datetime) -> bool:
        return self.state is BreakerState.CLOSED and (self.until is None or now - self.until >= policy.memory)


class FailureBreaker:
    """Counts failures in a row; a number of them opens the breaker, and one success closes it."""

    def __init__(self, policy: BreakerPolicy, failures: int, clock: Clock) -> None:
        self._policy = policy
        self._most = failures
        self._clock = clock
        self._breaker = CircuitBreaker()
        self._failures = 0

    def admit(self) -> Admission:
        """Return how many calls pass; the result of a call that passes must be recorded."""
        self._breaker, admission = self._breaker.admit(self._policy, self._clock.now())
        return admission

    def succeeded(self) -> None:
        """Record a call that succeeded."""
        self._failures = 0
        self._breaker = self._breaker.close(self._clock.now())

    def failed(self, *, opens: bool = False) -> None:
        """Record a call that failed; with `opens` it opens the breaker whatever the number before it."""
        self._failures += 1
        if opens or self._failures >= self._most:
            self._breaker = self._breaker.trip(self._policy, self._clock.now())
