"""The exact limit of sign-ins of one network, by the generic cell rate algorithm: one instant per network.

https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm (virtual scheduling)
"""

import hashlib
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from chassis.core.networks import network_of

WINDOW: Final = timedelta(minutes=1)
POLICY: Final = "sign-in"


@dataclass(frozen=True, slots=True)
class SignInRate:
    """At most `quota` sign-ins per minute, in one burst if the client likes; 0 means no limit."""

    quota: int

    @property
    def interval(self) -> timedelta:
        """Return the time after which one more sign-in is allowed; as many as the quota never exceed the window."""
        return timedelta(microseconds=WINDOW // timedelta(microseconds=1) // self.quota)


@dataclass(frozen=True, slots=True)
class SignInCount:
    """Whether a sign-in was counted, and the instant at which the network's quota is whole again."""

    is_allowed: bool
    whole_at: datetime
    now: datetime

    def remaining(self, rate: SignInRate) -> int:
        """Return how many further sign-ins are allowed at once."""
        return max(0, (WINDOW - (self.whole_at - self.now)) // rate.interval)

    @property
    def reset_seconds(self) -> int:
        """Return the seconds until the whole quota is available again."""
        return max(0, math.ceil((self.whole_at - self.now).total_seconds()))

    def retry_seconds(self, rate: SignInRate) -> int:
        """Return the seconds until one more sign-in is allowed."""
        return max(1, math.ceil((self.whole_at + rate.interval - WINDOW - self.now).total_seconds()))


def network_key(address: str) -> bytes:
    """Return the SHA-256 under which the network of an address is counted."""
    return hashlib.sha256(f"sign-in\n{network_of(address)}".encode()).digest()
