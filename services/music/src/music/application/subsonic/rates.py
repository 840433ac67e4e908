"""How often an app may call: by app password, in each process."""

from collections import Counter
from datetime import datetime
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock

CALLS_PER_MINUTE: Final = 1_200
"""An app that shows a page of albums sends a request for the picture of each."""


class CallRates:
    """Counts the calls of the current minute; what it stores is forgotten with it."""

    def __init__(self, clock: Clock, calls_per_minute: int = CALLS_PER_MINUTE) -> None:
        self._clock = clock
        self._most = calls_per_minute
        self._minute: datetime | None = None
        self._counts: Counter[UUID] = Counter()

    def seconds_to_wait(self, password_id: UUID) -> int:
        """Count a call, and return how long its app has to wait; 0 when it may go on."""
        now = self._clock.now()
        minute = now.replace(second=0, microsecond=0)
        if minute != self._minute:
            self._minute = minute
            self._counts.clear()
        self._counts[password_id] += 1
        return 60 - now.second if self._counts[password_id] > self._most else 0
