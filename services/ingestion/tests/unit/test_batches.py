"""Concurrent calls share a batch, a call alone is not delayed, and an item that fails affects no other."""

import asyncio
from collections.abc import Sequence

import pytest

from ingestion.application.batches import Batches

pytestmark = pytest.mark.unit


class Doubling:
    """Doubles numbers; fails for negative ones, and for all while there is an outage."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.outage = False
        self.holds = asyncio.Event()
        self.holds.set()

    async def __call__(self, numbers: Sequence[int]) -> Sequence[int]:
        self.batches.append(list(numbers))
        await self.holds.wait()
        if self.outage:
            raise ConnectionError("no database")
        if any(number < 0 for number in numbers):
            raise ValueError("negative")
        return [number * 2 for number in numbers]


def _batches(apply: Doubling, **settings: float) -> Batches[int, int]:
    return Batches(apply, lambda failure: isinstance(failure, ConnectionError), **settings)  # type: ignore[arg-type]


async def test_concurrent_calls_share_a_batch_and_each_has_its_result() -> None:
    apply = Doubling()
    double = _batches(apply, most=3)
    assert await asyncio.gather(*(double(number) for number in range(5))) == [0, 2, 4, 6, 8]
    assert apply.batches == [[0, 1, 2], [3, 4]]
    assert await double(9) == 18


async def test_calls_gather_while_a_batch_is_applied() -> None:
    apply = Doubling()
    double = _batches(apply)
    apply.holds.clear()
    first = asyncio.create_task(double(1))
    await asyncio.sleep(0)
    later = [asyncio.create_task(double(number)) for number in (2, 3)]
    await asyncio.sleep(0.01)
    apply.holds.set()
    assert await asyncio.gather(first, *later) == [2, 4, 6]
    assert apply.batches == [[1], [2, 3]]


async def test_call_waits_for_expected_ones_and_not_without_them() -> None:
    apply = Doubling()
    double = _batches(apply, wait=30)

    async def call(number: int, turns: int) -> int:
        with double.expecting_one():
            for _ in range(turns):
                await asyncio.sleep(0)
            return await double(number)

    assert list(await asyncio.gather(call(1, 1), call(2, 9))) == [2, 4]
    assert await call(3, 0) == 6
    assert apply.batches == [[1, 2], [3]]


async def test_expected_call_that_does_not_come_is_not_waited_for() -> None:
    apply = Doubling()
    double = _batches(apply, wait=0.01)
    with double.expecting_one(), double.expecting_one():
        assert await double(1) == 2


async def test_item_that_fails_affects_no_other() -> None:
    apply = Doubling()
    double = _batches(apply)
    results = await asyncio.gather(*(double(number) for number in (1, -1, 2)), return_exceptions=True)
    assert [str(result) for result in results] == ["2", "negative", "4"]
    assert apply.batches == [[1, -1, 2], [1], [-1], [2]]


async def test_outage_fails_every_item_at_once() -> None:
    apply = Doubling()
    apply.outage = True
    double = _batches(apply)
    results = await asyncio.gather(double(1), double(2), return_exceptions=True)
    assert [type(result) for result in results] == [ConnectionError] * 2
    assert apply.batches == [[1, 2]]


async def test_call_cancelled_before_its_batch_is_left_out_and_one_within_it_ends_with_it() -> None:
    apply = Doubling()
    double = _batches(apply)
    apply.holds.clear()
    within = asyncio.create_task(double(1))
    await asyncio.sleep(0.01)
    before, other = asyncio.create_task(double(2)), asyncio.create_task(double(3))
    await asyncio.sleep(0.01)
    within.cancel()
    before.cancel()
    await asyncio.sleep(0.01)
    assert (within.done(), before.done()) == (False, True)
    apply.holds.set()
    results = await asyncio.gather(within, other, return_exceptions=True)
    assert isinstance(results[0], asyncio.CancelledError)
    assert (results[1], apply.batches) == (6, [[1], [3]])
