"""A batch of titles is looked at up to the first that is refused."""

import asyncio

import pytest

from ingestion.application.bounded_map import BatchResult, bounded_map
from ingestion.domain.failures import Cause, SourceFailed

pytestmark = pytest.mark.unit

REFUSED = SourceFailed("tmdb", Cause.QUOTA, "spent")


async def test_all_answers_come_in_order_however_long_each_took() -> None:
    async def look(item: int) -> str:
        await asyncio.sleep(0.01 / item)
        return f"n{item}"

    assert await bounded_map([1, 2, 3], look, at_once=2) == BatchResult(("n1", "n2", "n3"))
    assert await bounded_map([], look, at_once=2) == BatchResult(())


async def test_what_was_found_before_a_refusal_stays_and_nothing_is_begun_after_it() -> None:
    begun: list[int] = []

    async def look(item: int) -> int:
        begun.append(item)
        await asyncio.sleep(0.02 if item == 2 else 0)
        if item == 3:
            raise REFUSED
        return item * 10

    looked = await bounded_map(range(1, 51), look, at_once=2)
    assert looked == BatchResult((10, 20), REFUSED)
    assert begun == [1, 2, 3]


async def test_what_was_found_behind_a_refusal_does_not_count() -> None:
    async def look(item: int) -> int:
        if item == 1:
            await asyncio.sleep(0.01)
            raise REFUSED
        return item

    assert await bounded_map([1, 2], look, at_once=2) == BatchResult((), REFUSED)
