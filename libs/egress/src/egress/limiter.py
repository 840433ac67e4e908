"""Limiters of servers without a documented budget: each learns from the responses of its own server."""

import asyncio
import math
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from egress import metrics
from egress.adaptive import AdaptiveState, rate_of, read_report, recorded, sent, wait_of
from egress.policy import Purpose

SERVERS: Final = 1000
"""Servers whose limits are remembered."""
PROBE_POLL: Final = 1.0
"""Seconds after which a call that waits for another one's response checks again."""


class AdaptiveLimiter:
    """Spaces the calls of one process to one server. The next process learns the limit again, from a careful start."""

    def __init__(
        self,
        *,
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.state = AdaptiveState()
        self._now = now
        self._sleep = sleep

    async def acquire(self) -> None:
        """Wait until a call may be made; its response must be recorded."""
        while (wait := wait_of(self.state, self._now())) > 0:
            await self._sleep(min(wait, PROBE_POLL))
        self.state = sent(self.state, self._now())

    def record(self, status: int, headers: Mapping[str, str]) -> None:
        """Learn from a response."""
        now = self._now()
        self.state = recorded(self.state, now, read_report(status, headers, now))


class AdaptiveLimiters:
    """The limiters of this process by server, for one purpose.

    What metrics and reports show of them has no names: users choose the servers.
    """

    def __init__(self, purpose: Purpose) -> None:
        self._limiters: OrderedDict[str, AdaptiveLimiter] = OrderedDict()
        metrics.LIMITED_SERVERS.labels(purpose).set_function(lambda: len(self.learned_rates()))
        metrics.LOWEST_RATE.labels(purpose).set_function(lambda: min(self.learned_rates(), default=math.nan))

    def of(self, server: str) -> AdaptiveLimiter:
        """Return the limiter of a server; the one that was used longest ago is forgotten when there are too many."""
        limiter = self._limiters.pop(server, None) or AdaptiveLimiter()
        self._limiters[server] = limiter
        if len(self._limiters) > SERVERS:
            self._limiters.popitem(last=False)
        return limiter

    def learned_rates(self) -> Sequence[float]:
        """Return the calls per second that each server permits which has refused some as too many."""
        return [rate_of(limiter.state) for limiter in self._limiters.values() if limiter.state.limited_at]
