"""Answers that may be a moment old: totals and other sums that cost more than the page they stand on."""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Final, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

MOST_ENTRIES: Final = 1024


class TtlCache(Generic[K, V]):
    """Keeps answers for `seconds`; 0 keeps nothing. The oldest go when there are too many."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._kept: OrderedDict[K, tuple[float, V]] = OrderedDict()

    async def get(self, key: K, ask: Callable[[], Awaitable[V]]) -> V:
        """Give the kept answer, or ask and keep it."""
        now = time.monotonic()
        kept = self._kept.get(key)
        if kept is not None and now < kept[0]:
            return kept[1]
        value = await ask()
        if self._seconds > 0:
            self._kept.pop(key, None)
            self._kept[key] = (now + self._seconds, value)
            if len(self._kept) > MOST_ENTRIES:
                self._kept.popitem(last=False)
        return value
