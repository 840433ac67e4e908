"""Periodic work of a service, such as deleting expired rows or refreshing a rollup."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from typing import Final

from chassis.core.backoff import backoff
from chassis.runtime.background import repeat, wait_for
from chassis.runtime.metrics.process import PERIODIC_FAILURES, PERIODIC_SUCCESS

logger = logging.getLogger(__name__)

EVERY_SECONDS: Final = 3600.0
FIRST_SECONDS: Final = 60.0
"""The first run starts within this time, so that a process that is restarted often still does its periodic work."""


class PeriodicTask:
    """Runs a piece of work soon after the start and then every `seconds`, by default every hour.

    Replicas run at random times: the first run starts within `first_seconds`, each pause lasts between half of
    `seconds` and `seconds`. A failure is logged and counted, and the next run comes after a back-off at the earliest.
    """

    def __init__(
        self,
        work: Callable[[], Awaitable[object]],
        *,
        name: str = "housekeeping",
        seconds: float = EVERY_SECONDS,
        first_seconds: float = FIRST_SECONDS,
    ) -> None:
        self.name = name
        self._work = work
        self._seconds = seconds
        self._first_seconds = first_seconds
        self._failures = 0
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Run the work until stopped."""
        first = random.uniform(0, min(self._first_seconds, self._seconds))
        if not await wait_for(self._stopping, first):
            await repeat(self._attempt, until=self._stopping, pause=self._pause)

    async def stop(self) -> None:
        """Cancel the work in progress: it consists of transactions, and must not delay the stop of other tasks."""
        self._stopping.set()

    def _pause(self) -> float:
        pause = random.uniform(0.5, 1.0) * self._seconds
        return pause if self._failures == 0 else max(pause, backoff(self._failures))

    async def _attempt(self) -> None:
        work = asyncio.ensure_future(self._work())
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait({work, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
            work.cancel()
            [outcome] = await asyncio.gather(work, return_exceptions=True)
        if isinstance(outcome, Exception):
            self._failures += 1
            PERIODIC_FAILURES.labels(self.name).inc()
            logger.error("periodic task failed", exc_info=outcome, extra={"task": self.name})
        else:
            self._failures = 0
            PERIODIC_SUCCESS.labels(self.name).set_to_current_time()
