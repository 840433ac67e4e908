"""Counting requests per client in bounded memory; each replica counts for itself."""

from collections import OrderedDict
from typing import Final

from gateway.application.ports import MonotonicClock
from gateway.domain.rate_limit import Decision, RateLimits, decide

CLIENTS: Final = 50_000


class RateLimiter:
    """Stores one number per client and limit; the least recently seen client is dropped first."""

    def __init__(self, limits: RateLimits, clock: MonotonicClock, *, capacity: int = CLIENTS) -> None:
        self._limits = limits
        self._clock = clock
        self._capacity = capacity
        self._full_at: OrderedDict[tuple[str, str], float] = OrderedDict()

    def count(self, client: str, method: str, *, sign_in: bool = False) -> Decision | None:
        """Count one request of a client and return the decision, or null when no limit applies."""
        limit = self._limits.of(method, sign_in=sign_in)
        if limit.quota <= 0:
            return None
        now = self._clock()
        key = (limit.name, client)
        decision, full_at = decide(limit, self._full_at.get(key, now), now)
        self._full_at[key] = full_at
        self._full_at.move_to_end(key)
        if len(self._full_at) > self._capacity:
            self._full_at.popitem(last=False)
        return decision
