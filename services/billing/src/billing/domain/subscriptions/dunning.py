"""Dunning: how a renewal that failed is tried again, and when it is given up."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

RETRY_DAYS: Final = (1, 3, 5, 7)
"""Days after the first failure on which the payment is tried again."""
GRACE: Final = timedelta(days=3)
"""How long the user keeps the entitlements after the last retry has failed."""
LONGEST: Final = timedelta(days=RETRY_DAYS[-1]) + GRACE
"""From the first failure to the end of the entitlements, when every retry is made on its day."""


@dataclass(frozen=True, slots=True)
class Dunning:
    """The retries of a renewal that fails since `failing_since`; those that are made have failed."""

    failing_since: datetime
    retries: int = 0
    """How many retries have been made."""
    last_retry_at: datetime | None = None

    @property
    def next_retry_at(self) -> datetime | None:
        """When the next retry is due; null after the last one.

        It is never due within a day of the one before it: after an outage the days that were missed do not follow one
        another at once.
        """
        if self.retries >= len(RETRY_DAYS):
            return None
        due = self.failing_since + timedelta(days=RETRY_DAYS[self.retries])
        return due if self.last_retry_at is None else max(due, self.last_retry_at + timedelta(days=1))

    @property
    def expires_at(self) -> datetime | None:
        """When the entitlements end; null while a retry is left."""
        if self.next_retry_at is not None or self.last_retry_at is None:
            return None
        return self.last_retry_at + GRACE
