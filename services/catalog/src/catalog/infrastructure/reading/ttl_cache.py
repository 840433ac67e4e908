"""A cache for values that may be slightly stale: totals and sums that cost more than the page that shows them."""

import time
from collections.abc import Awaitable, Callable, Hashable
from typing import Final, Generic, TypeVar

from cachetools import TTLCache

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

MOST_ENTRIES: Final = 1024


class TtlCache(Generic[K, V]):
    """Caches loaded values for `seconds`; 0 caches nothing. The least recently used entries are evicted first."""

    def __init__(
        self, seconds: float, *, entries: int = MOST_ENTRIES, timer: Callable[[], float] = time.monotonic
    ) -> None:
        self._values: TTLCache[K, V] = TTLCache(entries, seconds, timer)

    async def get(self, key: K, load: Callable[[], Awaitable[V]]) -> V:
        """Return the cached value, or load and cache it."""
        try:
            return self._values[key]
        except KeyError:
            value = self._values[key] = await load()
            return value
