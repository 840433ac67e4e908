"""Reading a list page by page: what an interrupted job continues from, bounds, and missing entries."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from chassis.testing.clock import FixedClock
from ingestion.application.external.ports import ListSites, ListUnits, ReadPage
from ingestion.application.external.reading import FRESH_FOR, ListReading
from ingestion.application.external.syncing import sync_list_job
from ingestion.application.run import Run
from ingestion.domain.external.failures import ListFailed
from ingestion.domain.external.items import MOST_ITEMS, ListedItem
from ingestion.domain.external.lists import ExternalList, Reference

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
REFERENCE = Reference("trakt", "users/jane/lists/best")
LIST = ExternalList(list_id=REFERENCE.list_id, reference=REFERENCE, address="https://trakt.tv/x", name="Best")
PAGE_SIZE = 250


class Sites:
    """A site whose list has so many entries; the pages in `broken` fail once."""

    def __init__(self, entries: int, *broken: int, total: int | None = None) -> None:
        self.calls: list[int] = []
        self._entries = entries
        self._broken = list(broken)
        self._total = total

    async def read(self, _: Reference, page: int) -> ReadPage:
        self.calls.append(page)
        if page in self._broken:
            self._broken.remove(page)
            raise ListFailed("server", "status 500")
        first = (page - 1) * PAGE_SIZE
        numbers = range(first + 1, min(self._entries, first + PAGE_SIZE) + 1)
        items = tuple(ListedItem("movie", number) for number in numbers)
        return ReadPage(items, len(items), first + PAGE_SIZE >= self._entries, "Best", self._total)


class SavedRun:
    """A run that keeps its checkpoint."""

    def __init__(self) -> None:
        self.job = sync_list_job(LIST.list_id, NOW)

    async def checkpoint(self, _: object, data: Mapping[str, Any], *, done: int) -> None:
        self.job = replace(self.job, checkpoint=data, done=done)


class NoUnits:
    """Units of work without a database."""

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[None]:
        yield None


async def _read(sites: Sites, run: SavedRun, now: datetime = NOW) -> list[int | None]:
    reading = ListReading(cast("ListSites", sites), cast("ListUnits", NoUnits()), FixedClock(now))
    result = await reading.read(cast("Run", run), LIST, ())
    return [item.tmdb_id for item in result.named]


async def test_interrupted_job_continues_behind_its_checkpoint() -> None:
    sites, run = Sites(1000, 4), SavedRun()
    with pytest.raises(ListFailed):
        await _read(sites, run)
    assert await _read(sites, run) == list(range(1, 1001))
    assert sites.calls == [1, 2, 3, 4, 3, 4]


async def test_late_job_reads_the_list_again() -> None:
    sites, run = Sites(1000, 4), SavedRun()
    with pytest.raises(ListFailed):
        await _read(sites, run)
    late = NOW + FRESH_FOR + timedelta(seconds=1)
    assert await _read(sites, run, late) == list(range(1, 1001))
    assert sites.calls == [1, 2, 3, 4, 1, 2, 3, 4]


async def test_list_of_ten_thousand_entries_is_bounded() -> None:
    sites = Sites(10_000, total=10_000)
    assert await _read(sites, SavedRun()) == list(range(1, MOST_ITEMS + 1))
    assert len(sites.calls) <= MOST_ITEMS // PAGE_SIZE + 1


@pytest.mark.parametrize(("total", "accepted"), [(105, True), (112, False)])
async def test_entries_that_the_pages_lack_are_tolerated_up_to_a_tenth(total: int, *, accepted: bool) -> None:
    if accepted:
        assert len(await _read(Sites(100, total=total), SavedRun())) == 100
        return
    with pytest.raises(ListFailed, match="truncated"):
        await _read(Sites(100, total=total), SavedRun())
