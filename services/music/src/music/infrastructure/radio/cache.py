"""Values of the directory in memory: each is requested once for all who wait, and a stale one is better than none."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from chassis.core.clock import Clock
from music.application.radio.ports import Dated
from music.domain.radio.errors import DirectoryUnavailable

T = TypeVar("T")

MOST: Final = 100
"""Values in memory; a page has up to 100 stations."""
FRESH: Final = timedelta(minutes=5)
LONGEST: Final = timedelta(hours=24)
"""How old a value may be while the directory does not respond."""


@dataclass(frozen=True, slots=True)
class _Entry:
    value: Any
    as_of: datetime


class DirectoryCache:
    """Keeps the values that were used last."""

    def __init__(self, clock: Clock, *, most: int = MOST) -> None:
        self._clock = clock
        self._most = most
        self._entries: OrderedDict[Hashable, _Entry] = OrderedDict()
        self._requests: dict[Hashable, asyncio.Task[Any]] = {}

    async def get(self, key: Hashable, request: Callable[[], Awaitable[T]], *, fresh: timedelta = FRESH) -> Dated[T]:
        """Return a value; raise DirectoryUnavailable if it cannot be requested and none is kept."""
        entry = self._entries.get(key)
        now = self._clock.now()
        if entry is not None and now - entry.as_of < fresh:
            self._entries.move_to_end(key)
            return Dated(entry.value, entry.as_of)
        try:
            value = await self._requested(key, request)
        except DirectoryUnavailable:
            if entry is None or now - entry.as_of > LONGEST:
                raise
            return Dated(entry.value, entry.as_of, is_stale=True)
        return Dated(value, self._clock.now())

    async def close(self) -> None:
        """End the requests in progress."""
        tasks = list(self._requests.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _requested(self, key: Hashable, request: Callable[[], Awaitable[T]]) -> T:
        """Request a value, or wait for the request that is in progress; a caller that leaves does not end it."""
        task: asyncio.Task[T] | None = self._requests.get(key)
        if task is None:
            task = self._requests[key] = asyncio.create_task(self._request(key, request), name="radio directory")
        return await asyncio.shield(task)

    async def _request(self, key: Hashable, request: Callable[[], Awaitable[T]]) -> T:
        try:
            value = await request()
            self._entries[key] = _Entry(value, self._clock.now())
            self._entries.move_to_end(key)
            if len(self._entries) > self._most:
                self._entries.popitem(last=False)
            return value
        finally:
            del self._requests[key]
