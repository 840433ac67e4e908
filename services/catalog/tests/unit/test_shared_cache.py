"""The cache of values that cost more than the page that shows them."""

import asyncio

import pytest

from catalog.infrastructure.reading.caches.shared_cache import MOST_LOADING, SharedCache

pytestmark = pytest.mark.unit


class Clock:
    """A timer that a test advances."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class Counter:
    """Returns how often it was called; each call takes `cost` seconds of `clock`, and waits until `opened` is set."""

    def __init__(self, clock: Clock | None = None, cost: float = 0.0) -> None:
        self.loads = 0
        self.failure: Exception | None = None
        self.opened = asyncio.Event()
        self.opened.set()
        self._clock = clock or Clock()
        self._cost = cost

    async def __call__(self) -> int:
        self.loads += 1
        await self.opened.wait()
        self._clock.seconds += self._cost
        if self.failure is not None:
            raise self.failure
        return self.loads


async def background() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_stale_value_is_returned_while_it_is_read_again() -> None:
    clock, counter = Clock(), Counter()
    cache: SharedCache[str, int] = SharedCache(2.0, timer=clock)

    assert [await cache.get("a", counter), await cache.get("a", counter), await cache.get("b", counter)] == [1, 1, 2]
    clock.seconds = 1.9
    assert await cache.get("a", counter) == 1
    clock.seconds = 2.0
    assert await cache.get("a", counter) == 1
    await background()
    assert await cache.get("a", counter) == 3


async def test_value_that_is_older_than_it_may_be_kept_is_awaited() -> None:
    clock, counter = Clock(), Counter()
    cache: SharedCache[str, int] = SharedCache(2.0, keep=10.0, timer=clock)
    await cache.get("a", counter)

    clock.seconds = 10.0

    assert await cache.get("a", counter) == 2


async def test_value_that_takes_long_to_read_stays_fresh_for_longer() -> None:
    clock = Clock()
    counter = Counter(clock, cost=0.5)
    cache: SharedCache[str, int] = SharedCache(2.0, timer=clock)
    await cache.get("a", counter)

    clock.seconds += 24.9
    assert await cache.get("a", counter) == 1
    await background()
    assert counter.loads == 1


async def test_concurrent_requests_read_a_value_once() -> None:
    counter = Counter()
    cache: SharedCache[str, int] = SharedCache(2.0)

    assert await asyncio.gather(*(cache.get("a", counter) for _ in range(5))) == [1] * 5


async def test_request_that_is_cancelled_does_not_cancel_the_reading_of_others() -> None:
    counter = Counter()
    counter.opened.clear()
    cache: SharedCache[str, int] = SharedCache(2.0)
    first, second = (asyncio.create_task(cache.get("a", counter)) for _ in range(2))
    await background()

    first.cancel()
    counter.opened.set()

    assert await second == 1


async def test_impatient_request_gets_null_and_the_next_one_the_value() -> None:
    counter = Counter()
    counter.opened.clear()
    cache: SharedCache[str, int] = SharedCache(2.0)

    assert await cache.get_within(0.0, "a", counter) is None
    counter.opened.set()
    await background()
    assert await cache.get_within(0.0, "a", counter) == 1
    assert counter.loads == 1


async def test_number_of_values_that_are_being_read_is_bounded() -> None:
    counter = Counter()
    counter.opened.clear()
    cache: SharedCache[int, int] = SharedCache(2.0)

    for key in range(MOST_LOADING + 5):
        assert await cache.get_within(0.0, key, counter) is None
    counter.opened.set()
    for _ in range(MOST_LOADING):
        await background()

    assert counter.loads == MOST_LOADING


async def test_failure_is_raised_to_the_request_that_waits_and_keeps_the_stale_value() -> None:
    clock, counter = Clock(), Counter()
    cache: SharedCache[str, int] = SharedCache(2.0, timer=clock)
    counter.failure = ConnectionError()
    with pytest.raises(ConnectionError):
        await cache.get("a", counter)
    counter.failure = None
    assert await cache.get("a", counter) == 2

    clock.seconds, counter.failure = 3.0, ConnectionError()
    assert await cache.get("a", counter) == 2
    await background()
    assert await cache.get("a", counter) == 2


async def test_zero_seconds_cache_nothing() -> None:
    cache: SharedCache[str, int] = SharedCache(0)
    counter = Counter()

    assert [await cache.get("a", counter), await cache.get("a", counter)] == [1, 2]
    assert await cache.get_within(0.0, "a", counter) == 3


async def test_value_is_evicted_when_the_cache_is_full() -> None:
    cache: SharedCache[int, int] = SharedCache(60, entries=2)
    counter = Counter()
    for key in range(3):
        await cache.get(key, counter)

    assert await cache.get(2, counter) == 3
    assert await cache.get(0, counter) == 4


async def test_value_that_is_not_worth_keeping_is_read_for_each_request() -> None:
    counter = Counter()
    cache: SharedCache[str, int] = SharedCache(60.0, keeps=lambda value: value > 2)

    assert [await cache.get("similar", counter) for _ in range(5)] == [1, 2, 3, 3, 3]
