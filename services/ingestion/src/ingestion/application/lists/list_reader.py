"""Reads lists page by page, and saves each page in the job's checkpoint.

A job that was interrupted continues with the next page; one that is resumed late reads the list again. A list is as
old as its first page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from chassis.core.clock import Clock
from ingestion.application.lists.list_plan import ListQuery
from ingestion.application.ports.unit_of_work import UnitsOfWork
from ingestion.application.run import Run
from ingestion.domain.failures import WAITING, SourceFailed
from ingestion.domain.lists.pages import Listed, ListPage, check_page, check_whole
from ingestion.domain.lists.ranking import RankedList, duplicates, rank
from ingestion.domain.titles.facts import TitleKey

FRESH_FOR: Final = timedelta(minutes=15)
"""Older pages of a checkpoint are read again: a list must not be published as current when it is not."""
STRICT_ATTEMPTS: Final = 2
"""After so many failed attempts of a job, its readable lists are stored without the others."""

NEVER: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ListReading:
    """The pages of a list that have been read, and when the first one was."""

    query: ListQuery
    read_at: datetime
    pages: tuple[ListPage, ...] = ()

    @property
    def last_page(self) -> int:
        """The number of the last page to read: 1 until a page has stated how many there are."""
        if not self.pages:
            return 1
        return min(self.query.max_pages, max(page.total_pages for page in self.pages))

    def ranked(self) -> RankedList:
        """Return the list with its ranks, and what its pages disagree on."""
        items = [item for page in self.pages for item in page.items]
        problems = (
            *(problem for page in self.pages for problem in check_page("tmdb", page.number, page)),
            *check_whole("tmdb", self.pages),
            *duplicates(items),
        )
        query = self.query
        return RankedList(query.list_id, query.kind, query.region, self.read_at, rank(items), problems)


@dataclass(frozen=True, slots=True)
class Readings:
    """The lists of a job that could be read, and the first failure among the others."""

    readings: tuple[ListReading, ...]
    failure: SourceFailed | None = None


class ListReader:
    """Reads the lists of a job."""

    def __init__(self, units: UnitsOfWork, clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def read_all(self, run: Run, queries: Sequence[ListQuery]) -> Readings:
        """Return the lists of a job.

        Raise SourceFailed for the first list that fails while the job has strict attempts left or must wait for a
        provider, and when no list can be read at all.
        """
        readings: list[ListReading] = []
        first_failure: SourceFailed | None = None
        for query in queries:
            try:
                readings.append(await self._read(run, query))
            except SourceFailed as failure:
                if failure.cause in WAITING or run.job.attempts < STRICT_ATTEMPTS:
                    raise
                first_failure = first_failure or failure
        if first_failure is not None and not readings:
            raise first_failure
        return Readings(tuple(readings), first_failure)

    async def _read(self, run: Run, query: ListQuery) -> ListReading:
        """Return a list: fresh pages of the checkpoint, then the rest; a broken list is read again from its start."""
        reading = _from_checkpoint(run.job.checkpoint, query)
        if self._clock.now() - reading.read_at > FRESH_FOR:
            reading = ListReading(query, self._clock.now())
        while len(reading.pages) < reading.last_page:
            number = len(reading.pages) + 1
            page = await query.fetch(number)
            check_page("tmdb", number, page)
            read_at = reading.read_at if reading.pages else self._clock.now()
            reading = ListReading(query, read_at, (*reading.pages, page))
            try:
                check_whole("tmdb", reading.pages)
            except SourceFailed:
                await self._save(run, replace(reading, pages=()))
                raise
            await self._save(run, reading)
        return reading

    async def _save(self, run: Run, reading: ListReading) -> None:
        lists = {**run.job.checkpoint.get("lists", {}), reading.query.list_id: _to_checkpoint(reading)}
        done = sum(len(document["pages"]) for document in lists.values())
        async with self._units.begin() as work:
            await run.checkpoint(work, {"lists": lists}, done=done)


def _to_checkpoint(reading: ListReading) -> dict[str, Any]:
    return {
        "readAt": reading.read_at.isoformat(),
        "pages": [
            {
                "number": page.number,
                "items": [[item.title.tmdb_id, item.popularity] for item in page.items],
                "received": page.received,
                "totalPages": page.total_pages,
                "totalResults": page.total_results,
            }
            for page in reading.pages
        ],
    }


def _from_checkpoint(checkpoint: Mapping[str, Any], query: ListQuery) -> ListReading:
    """Return what a job has saved of a list; read at `NEVER` when it has saved nothing."""
    document = checkpoint.get("lists", {}).get(query.list_id)
    if document is None:
        return ListReading(query, NEVER)
    pages = (
        ListPage(
            page["number"],
            tuple(Listed(TitleKey(query.kind, tmdb_id), popularity) for tmdb_id, popularity in page["items"]),
            page["received"],
            page["totalPages"],
            page["totalResults"],
        )
        for page in document["pages"]
    )
    return ListReading(query, datetime.fromisoformat(document["readAt"]), tuple(pages))
