"""A cache for values that cost more than the page that shows them, such as totals: read once for all requests.

A value that is no longer fresh is returned once more while it is read again in the background, so that no request waits
for it. A value whose reading takes long stays fresh for longer: reading takes at most a fiftieth of the time.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from cachetools import LRUCache

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

MOST_ENTRIES: Final = 1024
KEEP_SECONDS: Final = 60.0
SHARE: Final = 50
MOST_LOADING: Final = 32
"""How many values are read or wait to be read at a time, by `AT_A_TIME` readers."""
AT_A_TIME: Final = 2

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Entry(Generic[V]):
    value: V
    loaded_at: float
    seconds: float
    """How long reading took."""


class SharedCache(Generic[K, V]):
    """Values that are fresh for `seconds` (0 caches nothing) and are returned for `keep`, at least twice as long."""

    def __init__(
        self,
        seconds: float,
        *,
        keep: float = KEEP_SECONDS,
        entries: int = MOST_ENTRIES,
        keeps: Callable[[V], bool] = lambda _: True,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep the values for which `keeps` is true; the others are loaded for each request."""
        self._seconds = seconds
        self._keep = max(keep, 2 * seconds)
        self._keeps = keeps
        self._timer = timer
        self._entries: LRUCache[K, _Entry[V]] = LRUCache(entries)
        self._loading: dict[K, asyncio.Task[V]] = {}
        self._readers = asyncio.Semaphore(AT_A_TIME)

    async def get(self, key: K, load: Callable[[], Awaitable[V]]) -> V:
        """Return the cached value, or load it; requests for one key load it once."""
        if not self._seconds:
            return await load()
        entry = self._usable(key, load)
        return await asyncio.shield(self._load(key, load)) if entry is None else entry.value

    async def get_within(self, timeout: float, key: K, load: Callable[[], Awaitable[V]]) -> V | None:
        """Return the value as `get` does, or null when loading takes longer than `timeout`; loading continues."""
        if not self._seconds:
            return await load()
        entry = self._usable(key, load)
        if entry is not None:
            return entry.value
        if key not in self._loading and len(self._loading) >= MOST_LOADING:
            return None
        task = self._load(key, load)
        done, _ = await asyncio.wait({task}, timeout=timeout)
        return task.result() if done else None

    def _usable(self, key: K, load: Callable[[], Awaitable[V]]) -> _Entry[V] | None:
        try:
            # `get` of this class looks the key up twice, and hashing a list's criteria takes microseconds.
            entry = self._entries[key]
        except KeyError:
            return None
        age = self._timer() - entry.loaded_at
        if age < max(self._seconds, SHARE * entry.seconds):
            return entry
        if age >= max(self._keep, 2 * SHARE * entry.seconds):
            return None
        if key in self._loading or len(self._loading) < MOST_LOADING:
            self._load(key, load)
        return entry

    def _load(self, key: K, load: Callable[[], Awaitable[V]]) -> asyncio.Task[V]:
        task = self._loading.get(key)
        if task is None:
            task = self._loading[key] = asyncio.create_task(self._read(key, load))
            task.add_done_callback(lambda ended: self._ended(key, ended))
        return task

    async def _read(self, key: K, load: Callable[[], Awaitable[V]]) -> V:
        async with self._readers:
            begun = self._timer()
            value = await load()
            ended = self._timer()
        if self._keeps(value):
            self._entries[key] = _Entry(value, ended, ended - begun)
        else:
            self._entries.pop(key, None)
        return value

    def _ended(self, key: K, task: asyncio.Task[V]) -> None:
        del self._loading[key]
        if not task.cancelled() and (failure := task.exception()) is not None:
            logger.warning("cached value was not read", extra={"error": repr(failure)})
