"""What happens by itself: movements follow new snapshots within seconds."""

import asyncio
from collections.abc import Awaitable, Callable


class Repeating:
    """Does a piece of work at start, and again some seconds after each time it was done."""

    def __init__(self, name: str, work: Callable[[], Awaitable[object]], *, seconds: float) -> None:
        self.name = name
        self._work = work
        self._seconds = seconds
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Work until stopped. What fails is raised: the process's supervisor waits longer each time."""
        while not self._stopping.is_set():
            await self._work()
            try:
                async with asyncio.timeout(self._seconds):
                    await self._stopping.wait()
            except TimeoutError:
                continue

    async def stop(self) -> None:
        """Let the piece in hand finish."""
        self._stopping.set()
