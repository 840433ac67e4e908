"""The epoch of titles: what continues it, what begins another one, and which requests share a check."""

import asyncio
from typing import Any

import pytest

from catalog.infrastructure.reading.caches.title_epoch import MOST_MARKS, EpochCache, TitleEpoch

pytestmark = pytest.mark.unit


class Marks:
    """Reads what a test says: the lowest number that runs, the marks from the former one on, and from this one on."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, int, int]] = [(100, 0, 0)]
        self.read_since: list[int] = []
        self.failure: Exception | None = None
        self.opened = asyncio.Event()
        self.opened.set()

    async def fetch(self, _: object, values: dict[str, int]) -> list[tuple[int, int, int]]:
        self.read_since.append(values["since"])
        await self.opened.wait()
        if self.failure is not None:
            raise self.failure
        return [self.rows.pop(0) if len(self.rows) > 1 else self.rows[0]]


class Timer:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def epoch_of(marks: Marks, timer: Timer | None = None) -> TitleEpoch:
    reads: Any = marks
    return TitleEpoch(reads, timer=timer or Timer())


@pytest.mark.parametrize(
    ("rows", "epochs"),
    [
        ([(100, 0, 0), (100, 0, 0), (120, 0, 0)], [1, 1, 1]),
        ([(100, 0, 0), (105, 1, 0), (105, 0, 0)], [1, 2, 2]),
        ([(100, 0, 2), (100, 2, 2), (100, 3, 3), (130, 3, 0)], [1, 1, 2, 2]),
        ([(100, 0, 0), (90, 0, 0), (90, 0, 0)], [1, 2, 2]),
        ([(100, 0, MOST_MARKS), (100, MOST_MARKS, MOST_MARKS)], [1, 2]),
    ],
    ids=["nothing", "a transaction", "one that runs for long", "a restored database", "too many to count"],
)
async def test_marks_begin_an_epoch(rows: list[tuple[int, int, int]], epochs: list[int]) -> None:
    marks = Marks()
    marks.rows = rows.copy()
    epoch = epoch_of(marks)

    assert [await epoch.current() for _ in rows] == epochs
    assert marks.read_since == [0, *(row[0] for row in rows[:-1])]


async def test_epoch_ends_when_marks_may_be_deleted() -> None:
    marks, timer = Marks(), Timer()
    epoch = epoch_of(marks, timer)
    assert (await epoch.recent(), await epoch.recent(), len(marks.read_since)) == (1, 1, 1)

    timer.seconds = 60.0
    assert await epoch.current() == 1
    timer.seconds = 120.5
    assert await epoch.current() == 2
    timer.seconds = 181.0
    assert await epoch.recent() == 3


async def test_requests_share_the_check_that_begins_after_they_have_arrived() -> None:
    marks = Marks()
    marks.rows = [(100, 0, 0), (105, 1, 0), (105, 0, 0)]
    epoch = epoch_of(marks)
    marks.opened.clear()
    first = asyncio.create_task(epoch.current())
    await asyncio.sleep(0)
    later = [asyncio.create_task(epoch.current()) for _ in range(3)]
    await asyncio.sleep(0)
    later[0].cancel()
    marks.opened.set()

    assert await first == 1
    assert await asyncio.gather(*later[1:]) == [2, 2]
    assert len(marks.read_since) == 2


async def test_failed_or_cancelled_check_is_that_of_its_requests_alone() -> None:
    marks = Marks()
    epoch = epoch_of(marks)
    marks.opened.clear()
    left = asyncio.create_task(epoch.current())
    await asyncio.sleep(0)
    waiting = asyncio.create_task(epoch.current())
    await asyncio.sleep(0)
    left.cancel()
    await asyncio.sleep(0)
    marks.failure = OSError("gone")
    marks.opened.set()

    with pytest.raises(OSError, match="gone"):
        await waiting
    marks.failure = None
    assert await epoch.current() == 1


async def test_value_is_loaded_once_per_epoch() -> None:
    marks = Marks()
    marks.rows = [(100, 0, 0), (100, 0, 0), (105, 1, 0), (105, 0, 0)]
    cache: EpochCache[str, int] = EpochCache(epoch_of(marks), 1)
    loads: list[str] = []

    async def get(key: str) -> int:
        async def load() -> int:
            loads.append(key)
            return len(loads)

        return await cache.get(key, load)

    assert [await get("a") for _ in range(4)] == [1, 1, 2, 2]
    assert [await get(key) for key in "ba"] == [3, 4], "there is room for one"


async def test_value_that_was_loaded_while_a_transaction_committed_is_loaded_again() -> None:
    marks = Marks()
    epoch = epoch_of(marks)
    cache: EpochCache[str, int] = EpochCache(epoch, 8)
    values = iter((1, 2))

    async def load() -> int:
        value = next(values)
        if value == 1:
            marks.rows = [(105, 1, 0), (105, 0, 0)]
            await epoch.current()
        return value

    assert [await cache.get("a", load) for _ in range(3)] == [1, 2, 2]
