"""Calls that this process has leased from a provider's budget and not yet made."""

import asyncio
from collections import Counter


class LeasePool:
    """The leased calls of one class of callers. Only the holder of `lock` leases more."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self._left = 0
        self._valid_until = 0.0
        self._slice = 0

    def fill(self, calls: int, slice_: int, valid_until: float) -> None:
        """Hold `calls` that were leased in a slice of the budget, to be made before `valid_until` (loop time)."""
        self._left, self._slice, self._valid_until = calls, slice_, valid_until

    def take(self, now: float) -> bool:
        """Use one call; return False when there is none, or when the lease has expired."""
        if self._left == 0 or now >= self._valid_until:
            return False
        self._left -= 1
        return True

    def expired(self, now: float) -> bool:
        """Return whether the lease has expired."""
        return now >= self._valid_until

    def drain(self) -> Counter[int]:
        """Drop the calls that are left, and return their number by the slice of their lease."""
        unused = Counter({self._slice: self._left} if self._left else {})
        self._left = 0
        return unused
