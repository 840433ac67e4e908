"""Long-running tasks of a process: started together, restarted after a crash, stopped in order."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from chassis.core.backoff import LONGEST_PAUSE, backoff
from chassis.runtime.metrics.process import BACKGROUND_RESTARTS

logger = logging.getLogger(__name__)


class Background(Protocol):
    """A task that runs until it is stopped."""

    @property
    def name(self) -> str:
        """The name in logs and metrics."""
        ...

    async def run(self) -> None:
        """Work until stopped; after an exception it is called again, following a pause."""
        ...

    async def stop(self) -> None:
        """Request that `run` finish its current piece of work and return."""
        ...


class Tasks:
    """Runs a set of background tasks for the life of the process; the first to start is the last to stop."""

    def __init__(self, backgrounds: Sequence[Background]) -> None:
        self._backgrounds = backgrounds
        self._running: list[tuple[Background, asyncio.Task[None]]] = []
        self._stopping = asyncio.Event()

    def start(self) -> None:
        """Start every task."""
        self._running = [
            (background, asyncio.create_task(self._supervise(background), name=background.name))
            for background in self._backgrounds
        ]

    async def stop(self, seconds: float) -> None:
        """Stop the tasks one after another, and cancel those that have not finished after `seconds`.

        Each task has at least one second.
        """
        self._stopping.set()
        deadline = asyncio.get_running_loop().time() + seconds
        for background, task in reversed(self._running):
            try:
                await self._finish(background, task, max(1.0, deadline - asyncio.get_running_loop().time()))
            except Exception:
                logger.exception("background task did not stop", extra={"task": background.name})

    @staticmethod
    async def _finish(background: Background, task: asyncio.Task[None], seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await background.stop()
                await asyncio.wait([task])
        except TimeoutError:
            logger.warning("background task cancelled", extra={"task": background.name})
        finally:
            task.cancel()
            await asyncio.wait([task])

    async def _supervise(self, background: Background) -> None:
        attempt = 0
        while not self._stopping.is_set():
            started = asyncio.get_running_loop().time()
            try:
                await background.run()
            except Exception:
                logger.exception("background task crashed", extra={"task": background.name})
                BACKGROUND_RESTARTS.labels(background.name).inc()
                lived = asyncio.get_running_loop().time() - started
                attempt = 0 if lived > LONGEST_PAUSE else attempt + 1
                await wait_for(self._stopping, backoff(attempt))
            else:
                return


async def repeat(work: Callable[[], Awaitable[object]], *, until: asyncio.Event, pause: Callable[[], float]) -> None:
    """Do a piece of work again and again, `pause()` seconds after the one before, until the event is set.

    The piece in progress is finished first. What it raises ends the loop and is raised.
    """
    while not until.is_set():
        await work()
        await wait_for(until, pause())


async def wait_for(event: asyncio.Event, seconds: float) -> bool:
    """Wait until the event is set, `seconds` at most, and return whether it is set."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return event.is_set()
    return True
