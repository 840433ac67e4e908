"""Counting the titles of services: when, in which slices, and what the slices add up to."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import pairwise
from uuid import UUID

import pytest

from catalog.application.discovery.service_counts import (
    PAUSE,
    SLICES,
    Counts,
    CountServices,
    LastCount,
    OfferedTitles,
    ServiceTitles,
    bounds,
)
from chassis.testing.clock import NOON, FixedClock

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("parts", [1, 3, SLICES])
def test_slices_contain_each_id_once(parts: int) -> None:
    slices = [bounds(part, parts) for part in range(parts)]

    assert slices[0][0] == UUID(int=0)
    assert slices[-1][1] == UUID(int=2**128 - 1)
    assert all(after[0].int == before[1].int + 1 for before, after in pairwise(slices))


class Counter:
    """Counts, and their store, in memory; each slice has the same titles."""

    def __init__(self, *offered: OfferedTitles) -> None:
        self.offers = offered
        self.last: LastCount | None = None
        self.counts: Counts = {}
        self.runs = self.slices = 0
        self.seconds = 0.0
        self.cost = 0.0

    async def last_count(self) -> LastCount | None:
        return self.last

    async def offered(self, first: UUID, last: UUID) -> Sequence[OfferedTitles]:
        self.runs += first == UUID(int=0)
        self.slices += 1
        self.seconds += self.cost / SLICES
        return self.offers

    async def names(self, newest: Mapping[int, str]) -> Mapping[int, tuple[str, str | None]]:
        return {provider_id: (f"{provider_id} of {title}", None) for provider_id, title in newest.items() if title}

    @asynccontextmanager
    async def begin(self) -> AsyncIterator["Counter"]:
        yield self

    async def save_service_counts(self, counts: Counts, count: LastCount) -> None:
        self.counts, self.last = counts, count


def counting(counter: Counter, clock: FixedClock) -> CountServices:
    return CountServices(counter, counter, clock, lambda: counter.seconds)


async def test_slices_are_added_up_and_the_newest_import_names_the_service() -> None:
    counter = Counter(
        OfferedTitles("US", 8, "movie", 2, None),
        OfferedTitles("US", 8, "show", 1, None),
        OfferedTitles("DE", 8, "movie", 1, None),
        OfferedTitles(None, 8, "show", 1, "3"),
        OfferedTitles(None, 8, "movie", 3, "2"),
        OfferedTitles("DE", 9, "movie", 1, None),
    )

    await counting(counter, FixedClock())()

    assert counter.counts == {
        None: [ServiceTitles(8, "8 of 3", None, 3 * SLICES, SLICES)],
        "US": [ServiceTitles(8, "8 of 3", None, 2 * SLICES, SLICES)],
        "DE": [ServiceTitles(8, "8 of 3", None, SLICES, 0)],
    }


async def test_empty_catalog_is_counted_too() -> None:
    counter = Counter()

    await counting(counter, FixedClock())()

    assert counter.counts == {None: []}
    assert counter.last == LastCount(NOON, 0.0)


@pytest.mark.parametrize(("duration", "pause"), [(0.1, PAUSE), (20.0, timedelta(seconds=1000))])
async def test_next_count_waits_for_its_share_of_the_time(duration: float, pause: timedelta) -> None:
    counter, clock = Counter(), FixedClock()
    counter.cost = duration
    count = counting(counter, clock)

    runs = []
    for wait in (timedelta(), pause - timedelta(seconds=1), timedelta(seconds=2)):
        clock.instant += wait
        await count()
        runs.append(counter.runs)

    assert runs == [1, 1, 2]


@pytest.mark.parametrize(("seconds", "slices"), [(0.05, 1), (0.25, 3), (20.0, SLICES)])
async def test_count_has_as_many_slices_as_the_last_one_took_tenths_of_a_second(seconds: float, slices: int) -> None:
    counter, clock = Counter(), FixedClock()
    await counting(counter, clock)()
    assert counter.slices == SLICES

    counter.last = LastCount(clock.instant, seconds)
    clock.instant += timedelta(days=1)
    await counting(counter, clock)()

    assert counter.slices == SLICES + slices
