"""Regular maintenance of a service, such as pruning old inbox claims."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from typing import Final

from chassis.runtime.background import wait_for

logger = logging.getLogger(__name__)

EVERY_SECONDS: Final = 3600.0
FIRST_SECONDS: Final = 60.0
"""The first run comes within this time, so that a process that is restarted often still does its chores."""


class PeriodicTask:
    """Runs a chore soon after the start and then every hour, at random times so that replicas do not meet."""

    name = "housekeeping"

    def __init__(
        self,
        chore: Callable[[], Awaitable[None]],
        *,
        seconds: float = EVERY_SECONDS,
        first_seconds: float = FIRST_SECONDS,
    ) -> None:
        self._chore = chore
        self._seconds = seconds
        self._first_seconds = first_seconds
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Run the chore until stopped; after a failure the next run tries again."""
        pause = random.uniform(0, min(self._first_seconds, self._seconds))
        while not await wait_for(self._stopping, pause):
            await self._attempt()
            pause = random.uniform(0.5, 1.0) * self._seconds

    async def stop(self) -> None:
        """Cancel the chore under way: each is made of transactions, and a long one must not delay the others' stop."""
        self._stopping.set()

    async def _attempt(self) -> None:
        chore = asyncio.ensure_future(self._chore())
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait({chore, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
            chore.cancel()
            [outcome] = await asyncio.gather(chore, return_exceptions=True)
        if isinstance(outcome, Exception):
            logger.error("housekeeping failed", exc_info=outcome)
