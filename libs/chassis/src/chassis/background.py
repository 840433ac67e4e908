"""Long-running tasks of a process: started together, started again when they crash, stopped in order."""

import asyncio
import logging
import random
from collections.abc import Sequence
from typing import Final, Protocol

from chassis.metrics import BACKGROUND_RESTARTS

logger = logging.getLogger(__name__)

LONGEST_PAUSE: Final = 30.0


class Background(Protocol):
    """A task that runs until it is told to stop."""

    @property
    def name(self) -> str:
        """What logs and metrics call it."""
        ...

    async def run(self) -> None:
        """Work until stopped; may raise, and is then started again after a pause."""
        ...

    async def stop(self) -> None:
        """Ask `run` to finish the piece in hand and return."""
        ...


def backoff(attempt: int, *, base: float = 0.2, cap: float = LONGEST_PAUSE) -> float:
    """Give seconds to wait before try `attempt` (from 0): full jitter below an exponential bound.

    https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
    """
    return random.uniform(0, min(cap, base * 2.0 ** min(attempt, 30)))


class Tasks:
    """Runs a set of background tasks for the life of the process."""

    def __init__(self, backgrounds: Sequence[Background]) -> None:
        self._backgrounds = backgrounds
        self._running: list[asyncio.Task[None]] = []
        self._stopping = False

    def start(self) -> None:
        """Start every task."""
        self._running = [
            asyncio.create_task(self._supervise(background), name=background.name) for background in self._backgrounds
        ]

    async def stop(self, seconds: float) -> None:
        """Ask every task to finish, and cancel what has not after `seconds`."""
        self._stopping = True
        await asyncio.gather(*(background.stop() for background in self._backgrounds), return_exceptions=True)
        if not self._running:
            return
        _, late = await asyncio.wait(self._running, timeout=seconds)
        for task in late:
            logger.warning("background task cancelled", extra={"task": task.get_name()})
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _supervise(self, background: Background) -> None:
        attempt = 0
        while not self._stopping:
            started = asyncio.get_running_loop().time()
            try:
                await background.run()
            except Exception:
                logger.exception("background task crashed", extra={"task": background.name})
                BACKGROUND_RESTARTS.labels(background.name).inc()
                lived = asyncio.get_running_loop().time() - started
                attempt = 0 if lived > LONGEST_PAUSE else attempt + 1
                await asyncio.sleep(backoff(attempt))
            else:
                return
