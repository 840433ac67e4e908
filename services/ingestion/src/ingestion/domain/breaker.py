"""The circuit breaker of a provider: opened by failures of many resources, closed by a probe of another address.

One resource (a title, a list) that always fails is no failure of its provider, however often it is tried. Resources are
counted, not calls; and where only few resources are asked for, a probe of a cheap address decides who is at fault.
"""

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

WINDOW: Final = 20
LEAST: Final = 8
SHARE: Final = 0.5
SUSPECT: Final = 4
"""Failed calls without any success between them after which a probe is due: all tries of one call."""
FIRST_PAUSE: Final = timedelta(seconds=5)
LONGEST_PAUSE: Final = timedelta(minutes=5)
PROBE_PATIENCE: Final = timedelta(seconds=20)
"""A probe whose process was killed is given up after this time."""


class Verdict(StrEnum):
    """What the last calls say of the provider."""

    HEALTHY = "healthy"
    SUSPECT = "suspect"
    FAILING = "failing"


class BreakerState(StrEnum):
    """Whether calls pass."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


@dataclass(frozen=True, slots=True)
class Breaker:
    """A provider's breaker, shared by all replicas. `trips` counts openings that followed each other closely.

    `until` is when an open breaker is probed, when the probe of a half-open one is given up, and since when a closed
    one is closed.
    """

    state: BreakerState = BreakerState.CLOSED
    until: datetime | None = None
    trips: int = 0
    reason: str | None = None


def admit(breaker: Breaker, now: datetime) -> tuple[Breaker, int | None]:
    """Give how many calls may pass: None for any number, 1 for the probe, 0 while open.

    In a half-open breaker `until` is when the probe in flight is given up.
    """
    if breaker.state is BreakerState.CLOSED:
        return breaker, None
    if breaker.until is not None and now < breaker.until:
        return breaker, 0
    return replace(breaker, state=BreakerState.HALF_OPEN, until=now + PROBE_PATIENCE), 1


def trip(breaker: Breaker, now: datetime, reason: str, *, at_least: datetime | None = None) -> Breaker:
    """Return the breaker opened, for twice as long as the time before, within limits.

    `at_least` is when the provider itself allows the next call, where it says so.
    """
    if breaker.state is BreakerState.OPEN and breaker.until is not None and now < breaker.until:
        return breaker
    well = breaker.state is BreakerState.CLOSED and (breaker.until is None or now - breaker.until > LONGEST_PAUSE)
    trips = 0 if well else breaker.trips
    until = now + min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(trips, 10))
    return Breaker(BreakerState.OPEN, max(until, at_least or until), trips + 1, reason)


def close(breaker: Breaker, now: datetime) -> Breaker:
    """Return the breaker closed: the probe ended well. If it trips again soon, its pauses go on growing."""
    return breaker if breaker.state is BreakerState.CLOSED else Breaker(until=now, trips=breaker.trips)


class FailureWindow:
    """How the last calls of one process ended, by resource."""

    def __init__(self) -> None:
        self._failing: OrderedDict[str, bool] = OrderedDict()
        self._streak = 0

    def add(self, resource: str, *, failed: bool) -> Verdict:
        """Count a call. FAILING is certain and begins the count again; SUSPECT is to be decided by a probe."""
        self._failing[resource] = failed
        self._failing.move_to_end(resource)
        if len(self._failing) > WINDOW:
            self._failing.popitem(last=False)
        self._streak = self._streak + 1 if failed else 0
        count = sum(self._failing.values())
        if failed and count >= LEAST and count >= SHARE * len(self._failing):
            self.clear()
            return Verdict.FAILING
        return Verdict.SUSPECT if self._streak >= SUSPECT else Verdict.HEALTHY

    def clear(self) -> None:
        """Begin again: the breaker has opened."""
        self._failing.clear()
        self._streak = 0

    def reset_streak(self) -> None:
        """Begin to count failures in a row again: a probe has ended well."""
        self._streak = 0
