"""How a worker sees outages of the database: how long it pauses, and how long leases are not trusted afterwards."""

from datetime import datetime, timedelta
from typing import Final

from chassis.core.backoff import backoff
from chassis.core.clock import Clock

FIRST_PAUSE: Final = 0.2
LONGEST_PAUSE: Final = 5.0
"""Seconds between two attempts to reach the database, at first and at most."""


class Pauses:
    """Growing pauses between attempts to reach the database."""

    def __init__(self) -> None:
        self._attempts = 0

    def next(self) -> float:
        """Return the next pause in seconds."""
        self._attempts += 1
        return backoff(self._attempts - 1, base=FIRST_PAUSE, cap=LONGEST_PAUSE)

    def reset(self) -> None:
        """Start with the first pause again."""
        self._attempts = 0


class OutageWatch:
    """Remembers when the database was last unreachable.

    A lease that expired during an outage proves nothing about its worker. After an outage each worker has the time of
    one lease to extend its own before any job counts as lost.
    """

    def __init__(self, clock: Clock, lease: timedelta) -> None:
        self._clock = clock
        self._lease = lease
        self._unreachable = False
        self._reachable_since: datetime | None = None

    def note(self) -> None:
        """Record that the database could not be reached."""
        self._unreachable = True

    def is_recovering(self) -> bool:
        """Return whether the database was unreachable less than the time of a lease ago. Call it when it is reached."""
        now = self._clock.now()
        if self._unreachable:
            self._unreachable, self._reachable_since = False, now
        return self._reachable_since is not None and now - self._reachable_since < self._lease
