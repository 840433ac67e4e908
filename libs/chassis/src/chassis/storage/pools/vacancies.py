"""The vacancies of a pool, and who waits for one: first come, first served.

`asyncio.Semaphore` with `asyncio.timeout` takes as long as a third of a short read, and a pool that is smaller than the
number of its users makes nearly each of them wait.
"""

import asyncio
import time
from collections import deque

from prometheus_client import Histogram


class Vacancies:
    """A number of vacancies. Each `take`, or `wait` where that returns false, is followed by one `give`."""

    __slots__ = ("_free", "_seconds", "_waiters")

    def __init__(self, number: int, seconds: Histogram) -> None:
        """Have `number` vacancies; `seconds` observes how long was waited for one."""
        self._free = number
        self._seconds = seconds
        self._waiters: deque[asyncio.Future[None]] = deque()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiters)

    def take(self) -> bool:
        """Occupy a vacancy and return whether there is one; those that wait precede."""
        if not self._free:
            return False
        self._free -= 1
        return True

    async def wait(self, seconds: float) -> None:
        """Occupy the next vacancy; raise TimeoutError when there is none in time."""
        loop = asyncio.get_running_loop()
        waiter = loop.create_future()
        self._waiters.append(waiter)
        timer = loop.call_later(seconds, _expire, waiter)
        started = time.perf_counter()
        try:
            await waiter
        except asyncio.CancelledError:
            # It may have been served in the same turn of the loop in which it was cancelled.
            if waiter.done() and not waiter.cancelled() and waiter.exception() is None:
                self.give()
            raise
        finally:
            timer.cancel()
            if waiter in self._waiters:
                self._waiters.remove(waiter)
            self._seconds.observe(time.perf_counter() - started)

    def give(self) -> None:
        """Pass a vacancy to the longest wait, or keep it."""
        while self._waiters:
            waiter = self._waiters.popleft()
            if not waiter.done():
                waiter.set_result(None)
                return
        self._free += 1


def _expire(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_exception(TimeoutError())
