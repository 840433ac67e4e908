"""Throttling of password guessing: the first attempts are free, then the wait doubles with each attempt.

An attempt is counted before its result is known, so a thousand parallel attempts are as slow as sequential ones. A
success clears the count. No account is ever locked for good, since any client could then lock out any user.
"""

import hashlib
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Self

from auth.domain.errors import TooManyAttempts
from chassis.core.backoff import upper_bound
from chassis.core.networks import network_of

FREE_ATTEMPTS: Final = 5
LONGEST_WAIT: Final = timedelta(minutes=15)
RESET_AFTER: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Attempts:
    """Consecutive attempts without success, from one network at one account."""

    count: int
    last_at: datetime
    blocked_until: datetime

    @classmethod
    def none(cls, now: datetime) -> Self:
        """Return the state before the first attempt."""
        return cls(0, now, now)

    def next(self, now: datetime) -> "Attempts":
        """Return the state after one more attempt; raise TooManyAttempts until the wait has passed."""
        if now < self.blocked_until:
            raise TooManyAttempts(max(1, math.ceil((self.blocked_until - now).total_seconds())))
        count = 1 if now - self.last_at >= RESET_AFTER else self.count + 1
        return Attempts(count, now, now + wait_after(count))


def wait_after(count: int) -> timedelta:
    """Return the wait after `count` consecutive attempts: zero for the first four, then 1 s doubling to 15 minutes."""
    if count < FREE_ATTEMPTS:
        return timedelta()
    return timedelta(seconds=upper_bound(count - FREE_ATTEMPTS, base=1, cap=LONGEST_WAIT.total_seconds()))


def throttle_key(subject: str, address: str) -> bytes:
    """Return the SHA-256 of a subject and a network, which reveals neither.

    The subject is the account id, so that every spelling of its address or name shares one count. An identifier without
    an account is counted by its folded form.
    """
    return hashlib.sha256(f"{subject}\n{network_of(address)}".encode()).digest()
