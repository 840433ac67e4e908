"""Sync of ranked lists: read, stored and published as a whole, with their missing titles imported."""

import logging
from collections.abc import Mapping, Sequence
from typing import Final

from chassis.core.clock import Clock
from ingestion.application.job_factory import sync_job
from ingestion.application.lists.list_plan import ListQuery, list_queries
from ingestion.application.lists.list_reader import ListReader
from ingestion.application.ports.providers import Providers
from ingestion.application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from ingestion.application.run import Run
from ingestion.domain.events import ListRefreshed, SignalsCollected
from ingestion.domain.failures import Cause, SourceFailed
from ingestion.domain.jobs import Job, JobKind, Priority
from ingestion.domain.lists.pages import ListPage
from ingestion.domain.lists.ranking import RankedList
from ingestion.domain.titles.facts import KINDS, TitleKey
from ingestion.domain.titles.merging import next_version
from jobs.ports import Wake
from jobs.queue import enqueue

logger = logging.getLogger(__name__)

TRENDING_WATCHERS: Final = 250
"""How many entries of Trakt's trending lists are read for their current watchers."""


class SyncLists:
    """Handles trending, now-playing, now-playing-flags, new-releases and new-on-digital."""

    def __init__(self, providers: Providers, units: UnitsOfWork, clock: Clock, wake: Wake, *, region: str) -> None:
        self._providers = providers
        self._units = units
        self._clock = clock
        self._wake = wake
        self._region = region
        self._reader = ListReader(units, clock)

    async def __call__(self, run: Run) -> None:
        """Refresh the job's lists; raise SourceFailed, also with TRUNCATED for a broken list."""
        queries = self._queries(run.job)
        if run.job.payload.get("page"):
            await self._import_page(run, queries, int(run.job.payload["page"]))
            return
        result = await self._reader.read_all(run, queries)
        lists = [reading.ranked() for reading in result.readings]
        pages = [page for reading in result.readings for page in reading.pages]
        watchers = await self._watchers(run.job)
        async with self._units.begin() as work:
            for ranked in lists:
                await self._store(work, ranked, run.job)
            await work.publish(*signals_of(pages, watchers, self._clock))
            if result.failure is None:
                degraded = [f"{ranked.list_id}: {problem}" for ranked in lists for problem in ranked.degraded]
                total = sum(len(ranked.items) for ranked in lists)
                await run.finish(work, total=total, result={"degraded": degraded} if degraded else None)
        self._wake()
        if result.failure is not None:
            raise result.failure

    def _queries(self, job: Job) -> list[ListQuery]:
        if self._providers.tmdb is None:
            raise SourceFailed("tmdb", Cause.NOT_CONFIGURED, "no key is set")
        return list_queries(self._providers.tmdb, job, default_region=self._region, today=self._clock.now().date())

    async def _import_page(self, run: Run, queries: Sequence[ListQuery], number: int) -> None:
        """Import the missing titles of one page of each list; the lists stay as they are."""
        pages = [await query.fetch(number) for query in queries]
        keys = [item.title for page in pages for item in page.items]
        async with self._units.begin() as work:
            await self._import_missing(work, keys, run.job)
            await work.publish(*signals_of(pages, {}, self._clock))
            await run.finish(work, total=len(keys))
        self._wake()

    async def _store(self, work: UnitOfWork, ranked: RankedList, job: Job) -> None:
        version = next_version(await work.lists.version(ranked.list_id), ranked.taken_at)
        await work.lists.save(ranked, version)
        await work.publish(ListRefreshed(ranked, version))
        if ranked.degraded:
            logger.warning("list is degraded", extra={"list": ranked.list_id, "problems": "; ".join(ranked.degraded)})
        if job.kind is not JobKind.NOW_PLAYING_FLAGS:
            await self._import_missing(work, [item.title for item in ranked.items], job)

    async def _import_missing(self, work: UnitOfWork, keys: Sequence[TitleKey], job: Job) -> None:
        imported = set() if job.payload.get("force") else await work.titles.imported(keys)
        now = self._clock.now()
        missing = [key for key in keys if key not in imported]
        await enqueue(
            work, [sync_job(key, now, priority=Priority.REFRESH, parent=job.id, live=False) for key in missing]
        )

    async def _watchers(self, job: Job) -> dict[TitleKey, int]:
        """Return how many users watch each trending title now, if the job needs it; without Trakt, none are known."""
        trakt = self._providers.trakt
        if trakt is None or not job.payload.get("syncStats"):
            return {}
        watchers: dict[TitleKey, int] = {}
        for kind in KINDS:
            try:
                watchers.update(await trakt.trending(kind, TRENDING_WATCHERS))
            except SourceFailed:
                continue
        return watchers


def signals_of(pages: Sequence[ListPage], watchers: Mapping[TitleKey, int], clock: Clock) -> list[SignalsCollected]:
    """Return the signals of every title on the pages that has any."""
    popularity = {item.title: item.popularity for page in pages for item in page.items}
    now = clock.now()
    signals = [
        SignalsCollected(
            title=title,
            observed_at=now,
            day=now.date(),
            live_watchers=watchers.get(title),
            popularity=popularity.get(title),
        )
        for title in popularity
    ]
    return [signal for signal in signals if not signal.empty]
