"""Regular small chores of a service, such as forgetting old inbox claims."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from typing import Final

from chassis.background import wait_for

logger = logging.getLogger(__name__)

EVERY_SECONDS: Final = 3600.0


class Housekeeping:
    """Runs a chore every hour, at a random minute so that replicas do not meet."""

    name = "housekeeping"

    def __init__(self, chore: Callable[[], Awaitable[None]], *, seconds: float = EVERY_SECONDS) -> None:
        self._chore = chore
        self._seconds = seconds
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Do the chore until stopped; a failure waits for the next hour."""
        while not self._stopping.is_set():
            if not await wait_for(self._stopping, random.uniform(0.5, 1.0) * self._seconds):
                await self._attempt()

    async def stop(self) -> None:
        """Return at once."""
        self._stopping.set()

    async def _attempt(self) -> None:
        try:
            await self._chore()
        except Exception:
            logger.exception("housekeeping failed")
