"""Counting requests per client in bounded memory; each replica counts for itself."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from gateway.application.ports import Clock
from gateway.domain.rates import Decision, Limit, decide
from gateway.domain.routes import READS

CLIENTS: Final = 50_000


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits by kind of request, a minute; 0 is no limit."""

    reads: int = 600
    writes: int = 120
    sign_ins: int = 10

    def of(self, method: str, *, sign_in: bool) -> Limit:
        """Give the limit that a request counts against."""
        if sign_in:
            return Limit("sign-in", self.sign_ins)
        return Limit("reads", self.reads) if method in READS or method == "OPTIONS" else Limit("writes", self.writes)


class RateLimiter:
    """Remembers one number for each client and limit; the client not seen for longest is forgotten first."""

    def __init__(self, clock: Clock, *, capacity: int = CLIENTS) -> None:
        self._clock = clock
        self._capacity = capacity
        self._full_at: OrderedDict[tuple[str, str], float] = OrderedDict()

    def count(self, limit: Limit, client: str) -> Decision | None:
        """Count one request and judge it; null where there is no limit."""
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
