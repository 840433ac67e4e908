"""Slowing down who guesses passwords: the first tries are free, then each must wait twice as long.

An attempt counts before its outcome is known, so a thousand guesses at once are as slow as one by one; success
clears the count. Nobody is ever locked out for good: that would let anyone lock out anyone.
"""

import hashlib
import ipaddress
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from auth.domain.errors import TooManyAttempts

FREE_ATTEMPTS: Final = 5
LONGEST_WAIT: Final = timedelta(minutes=15)
FORGOTTEN_AFTER: Final = timedelta(hours=1)
IPV6_PREFIX: Final = 64


@dataclass(frozen=True, slots=True)
class Attempts:
    """Tries in a row without success, from one network at one account."""

    count: int
    last_at: datetime
    blocked_until: datetime

    @classmethod
    def none(cls, now: datetime) -> "Attempts":
        """Give the state of a network that has not tried."""
        return cls(0, now, now)

    def another(self, now: datetime) -> "Attempts":
        """Count a try that begins now; raises TooManyAttempts while the wait is not over."""
        if now < self.blocked_until:
            raise TooManyAttempts(max(1, math.ceil((self.blocked_until - now).total_seconds())))
        count = 1 if now - self.last_at >= FORGOTTEN_AFTER else self.count + 1
        return Attempts(count, now, now + wait_after(count))


def wait_after(count: int) -> timedelta:
    """Give the wait after `count` tries in a row: none for the first four, then 1 s doubling up to 15 minutes."""
    if count < FREE_ATTEMPTS:
        return timedelta()
    return min(LONGEST_WAIT, timedelta(seconds=2 ** min(count - FREE_ATTEMPTS, 20)))


def throttle_key(subject: str, address: str) -> bytes:
    """Return the key of a subject and a network; it holds neither in the clear.

    The subject is the id of an account, so that no spelling of its address or name has a count of its own. What is
    nobody's is counted by its folded form.
    """
    return hashlib.sha256(f"{subject}\n{network_of(address)}".encode()).digest()


def network_of(address: str) -> str:
    """Give the network that one household holds: an IPv4 address, or the /64 of an IPv6 one."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if ip.version == 4:
        return str(ip)
    mapped = ip.ipv4_mapped
    return str(mapped) if mapped else str(ipaddress.ip_network((int(ip), IPV6_PREFIX), strict=False))
