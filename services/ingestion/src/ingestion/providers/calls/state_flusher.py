"""Writes how the calls of this process ended to the state that all replicas share."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from chassis.runtime.background import wait_for
from ingestion.providers.calls.rate_limiter import RateLimiter

FLUSH_SECONDS: Final = 2.0


class StateFlusher:
    """Flushes every limiter every `FLUSH_SECONDS`; when stopped, ends the calls in flight and flushes once more."""

    name = "provider-state"

    def __init__(
        self,
        limiters: Sequence[RateLimiter],
        abandon_calls: Callable[[], Awaitable[None]],
        is_outage: Callable[[BaseException], bool],
    ) -> None:
        self._limiters = limiters
        self._abandon_calls = abandon_calls
        self._is_outage = is_outage
        self._stopping = asyncio.Event()

    async def stop(self) -> None:
        """End the calls in flight, flush once more and return."""
        self._stopping.set()

    async def run(self) -> None:
        """Flush until stopped."""
        while not await wait_for(self._stopping, FLUSH_SECONDS):
            await self._flush()
        await self._abandon_calls()
        await self._flush(last=True)

    async def _flush(self, *, last: bool = False) -> None:
        for limiter in self._limiters:
            try:
                await limiter.flush(last=last)
            except Exception as failure:
                if not self._is_outage(failure):
                    raise
