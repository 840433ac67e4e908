"""Answers that may be a moment old."""

import pytest

from catalog.infrastructure.reading.ttl_cache import MOST_ENTRIES, TtlCache

pytestmark = pytest.mark.unit


class Count:
    """Counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    async def __call__(self) -> int:
        self.asked += 1
        return self.asked


async def test_an_answer_is_kept_for_a_while() -> None:
    recent: TtlCache[str, int] = TtlCache(60)
    count = Count()

    assert [await recent.get("a", count), await recent.get("a", count), await recent.get("b", count)] == [1, 1, 2]


async def test_zero_seconds_keep_nothing() -> None:
    recent: TtlCache[str, int] = TtlCache(0)
    count = Count()

    assert [await recent.get("a", count), await recent.get("a", count)] == [1, 2]


async def test_an_old_answer_is_asked_for_again() -> None:
    recent: TtlCache[str, int] = TtlCache(1e-9)
    count = Count()

    assert [await recent.get("a", count), await recent.get("a", count)] == [1, 2]


async def test_the_oldest_go_when_there_are_too_many() -> None:
    recent: TtlCache[int, int] = TtlCache(60)
    count = Count()
    for key in range(MOST_ENTRIES + 1):
        await recent.get(key, count)

    await recent.get(MOST_ENTRIES, count)
    assert count.asked == MOST_ENTRIES + 1
    await recent.get(0, count)
    assert count.asked == MOST_ENTRIES + 2
