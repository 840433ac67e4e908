"""The cache for values that may be slightly stale."""

import pytest

from catalog.infrastructure.reading.ttl_cache import TtlCache

pytestmark = pytest.mark.unit


class Clock:
    """A timer that a test advances."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class Counter:
    """Counts how often a value was loaded."""

    def __init__(self) -> None:
        self.loads = 0

    async def __call__(self) -> int:
        self.loads += 1
        return self.loads


async def test_value_is_cached_until_it_expires() -> None:
    clock, counter = Clock(), Counter()
    cache: TtlCache[str, int] = TtlCache(2.0, timer=clock)

    assert [await cache.get("a", counter), await cache.get("a", counter), await cache.get("b", counter)] == [1, 1, 2]
    clock.seconds = 1.9
    assert await cache.get("a", counter) == 1
    clock.seconds = 2.0
    assert await cache.get("a", counter) == 3


async def test_zero_seconds_cache_nothing() -> None:
    cache: TtlCache[str, int] = TtlCache(0)
    counter = Counter()

    assert [await cache.get("a", counter), await cache.get("a", counter)] == [1, 2]


async def test_value_is_evicted_when_the_cache_is_full() -> None:
    cache: TtlCache[int, int] = TtlCache(60, entries=2)
    counter = Counter()
    for key in range(3):
        await cache.get(key, counter)

    assert await cache.get(2, counter) == 3
    assert await cache.get(0, counter) == 4
