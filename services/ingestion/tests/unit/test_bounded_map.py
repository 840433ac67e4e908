"""A batch is mapped up to the first item that fails."""

import asyncio

import pytest

from ingestion.application.bounded_map import BatchResult, bounded_map
from ingestion.domain.failures import Cause, SourceFailed

pytestmark = pytest.mark.unit

QUOTA = SourceFailed("tmdb", Cause.QUOTA, "spent")


async def test_results_are_in_the_order_of_the_items() -> None:
    async def name(item: int) -> str:
        await asyncio.sleep(0.01 / item)
        return f"n{item}"

    assert await bounded_map([1, 2, 3], name, limit=2) == BatchResult(("n1", "n2", "n3"))
    assert await bounded_map([], name, limit=2) == BatchResult(())


async def test_no_item_is_started_after_a_failure_and_earlier_results_stay() -> None:
    items: list[int] = []

    async def multiply(item: int) -> int:
        items.append(item)
        await asyncio.sleep(0.02 if item == 2 else 0)
        if item == 3:
            raise QUOTA
        return item * 10

    batch = await bounded_map(range(1, 51), multiply, limit=2)
    assert batch == BatchResult((10, 20), QUOTA)
    assert items == [1, 2, 3]


async def test_results_after_a_failed_item_do_not_count() -> None:
    async def fail_at_first(item: int) -> int:
        if item == 1:
            await asyncio.sleep(0.01)
            raise QUOTA
        return item

    assert await bounded_map([1, 2], fail_at_first, limit=2) == BatchResult((), QUOTA)
