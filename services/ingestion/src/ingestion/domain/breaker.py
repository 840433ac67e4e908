"""A provider that fails is left alone for a while, then tried with one call before all are let through again."""

from collections import deque
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

WINDOW: Final = 20
LEAST: Final = 8
SHARE: Final = 0.5
FIRST_PAUSE: Final = timedelta(seconds=5)
LONGEST_PAUSE: Final = timedelta(minutes=5)
PROBE_PATIENCE: Final = timedelta(seconds=60)
"""A probe whose caller died is forgotten after this long."""


class Position(StrEnum):
    """Whether calls pass."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


@dataclass(frozen=True, slots=True)
class Breaker:
    """A provider's breaker, shared by all replicas. `trips` counts openings since calls last passed."""

    position: Position = Position.CLOSED
    until: datetime | None = None
    trips: int = 0
    reason: str | None = None


def admit(breaker: Breaker, now: datetime) -> tuple[Breaker, int | None]:
    """Give how many calls may pass: None for any number, 1 for the probe, 0 while open.

    In a half-open breaker `until` is when the probe in flight is given up.
    """
    if breaker.position is Position.CLOSED:
        return breaker, None
    if breaker.until is not None and now < breaker.until:
        return breaker, 0
    return replace(breaker, position=Position.HALF_OPEN, until=now + PROBE_PATIENCE), 1


def trip(breaker: Breaker, now: datetime, reason: str) -> Breaker:
    """Give the breaker opened, for twice as long as the time before, within limits."""
    if breaker.position is Position.OPEN and breaker.until is not None and now < breaker.until:
        return breaker
    pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2**breaker.trips)
    return Breaker(Position.OPEN, now + pause, breaker.trips + 1, reason)


def close(breaker: Breaker) -> Breaker:
    """Give the breaker closed: the probe came back well."""
    return breaker if breaker.position is Position.CLOSED else Breaker()


class Tally:
    """The last calls of one process: enough failures among them trip the breaker."""

    def __init__(self) -> None:
        self._failed: deque[bool] = deque(maxlen=WINDOW)

    def add(self, *, failed: bool) -> bool:
        """Count a call; tells whether the breaker should open, and then begins anew."""
        self._failed.append(failed)
        ill = failed and len(self._failed) >= LEAST and sum(self._failed) >= SHARE * len(self._failed)
        if ill:
            self._failed.clear()
        return ill
