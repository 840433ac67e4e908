"""Signals of titles: their watchers, popularity and votes; once per day for each, more often for those that change."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from chassis.core.clock import Clock
from ingestion.application.bounded_map import BatchResult, bounded_map, checkpoint_at, cursor_of
from ingestion.application.job_factory import sync_job
from ingestion.application.ports.providers import Providers
from ingestion.application.ports.repositories import TitleSummary
from ingestion.application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from ingestion.application.run import Run
from ingestion.domain.events import SignalsCollected
from ingestion.domain.failures import WAITING, SourceFailed
from ingestion.domain.jobs import Job, Priority
from ingestion.domain.titles.facts import Facts, TitleKey
from ingestion.domain.titles.statistics import Statistics, StatisticsCheck, has_rating_moved, next_check
from jobs.ports import Wake
from jobs.queue import enqueue

BATCH: Final = 50
CONCURRENT_TITLES: Final = 4
MOST_DUE: Final = 500
"""Titles that one run checks; those that are due after them are checked by the next one."""

Checks = Mapping[TitleKey, StatisticsCheck]


@dataclass(frozen=True, slots=True)
class Observed:
    """The signals of a title; without `check` they were known already."""

    signals: SignalsCollected
    check: StatisticsCheck | None = None
    has_rating_moved: bool = False


class CollectSignals:
    """Handles snapshots and statistics, in batches of titles, each committed before the next starts.

    The titles of a batch before a failure are committed, so that a job advances even with a small budget. One that
    fails for another reason than a budget is a title without new values. A title whose rating has moved is imported
    again, which renews its ratings by all providers.
    """

    def __init__(
        self,
        providers: Providers,
        units: UnitsOfWork,
        clock: Clock,
        wake: Wake,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._providers = providers
        self._units = units
        self._clock = clock
        self._wake = wake
        self._chance = chance

    async def __call__(self, run: Run) -> None:
        """Observe all titles after the checkpoint; raise SourceFailed when a provider must be waited for.

        What was observed today already is published as it is, unless the payload has `force`. A job belongs to the UTC
        day on which it started: one that is resumed on another day starts again, for that day.
        """
        force = bool(run.job.payload.get("force"))
        day = self._clock.now().date().isoformat()
        is_resumed = run.job.checkpoint.get("day") == day
        done = (run.job.done or 0) if is_resumed else 0
        cursor = cursor_of(run.job.checkpoint) if is_resumed else None
        while True:
            async with self._units.read() as repositories:
                titles = await repositories.titles.after(cursor, BATCH)
                checks = await repositories.statistics.of([title.key for title in titles])
            if not titles:
                return
            batch = await self._observe_all(titles, checks, force=force)
            if batch.results:
                cursor = batch.results[-1].signals.title
                done += len(batch.results)
                async with self._units.begin() as work:
                    await self._store(work, batch.results, run.job)
                    await run.checkpoint(work, {**checkpoint_at(cursor), "day": day}, done=done)
            if batch.failure is not None:
                raise batch.failure

    async def check_due(self, run: Run) -> None:
        """Observe the titles that are due; raise SourceFailed when a provider must be waited for."""
        done = run.job.done or 0
        async with self._units.read() as repositories:
            due = await repositories.statistics.due(self._clock.now(), max(0, MOST_DUE - done))
            checks = await repositories.statistics.of([title.key for title in due])
        for start in range(0, len(due), BATCH):
            batch = await self._observe_all(due[start : start + BATCH], checks, force=True)
            done += len(batch.results)
            async with self._units.begin() as work:
                await self._store(work, batch.results, run.job)
                await run.checkpoint(work, run.job.checkpoint, done=done)
            if batch.failure is not None:
                raise batch.failure

    async def _observe_all(
        self, titles: Sequence[TitleSummary], checks: Checks, *, force: bool
    ) -> BatchResult[Observed]:
        return await bounded_map(titles, partial(self._observe, checks, force=force), limit=CONCURRENT_TITLES)

    async def _store(self, work: UnitOfWork, observed: Sequence[Observed], job: Job) -> None:
        """Publish what was observed, save the checks, and queue the import of titles whose rating has moved."""
        now = self._clock.now()
        await work.publish(*(item.signals for item in observed if not item.signals.empty))
        await work.statistics.save({item.signals.title: item.check for item in observed if item.check is not None})
        moved = [item.signals.title for item in observed if item.has_rating_moved]
        if moved:
            imports = [sync_job(key, now, priority=Priority.SNAPSHOT, parent=job.id, live=False) for key in moved]
            await enqueue(work, imports)
            work.after_commit(self._wake)

    async def _observe(self, checks: Checks, title: TitleSummary, *, force: bool) -> Observed:
        today = self._clock.now().date()
        last = checks.get(title.key)
        if last is not None and last.is_complete and last.checked_at.date() == today and not force:
            values = last.statistics
            facts = Facts(
                total_watchers=values.total_watchers, total_plays=values.total_plays, popularity=values.popularity
            )
            return Observed(self._signals(title.key, facts))
        is_audience_current = title.audience_at is not None and title.audience_at.date() == today and not force
        is_imported_today = title.imported_at.date() == today and not force
        audience = await self._audience(title, use_stored=is_audience_current)
        stated = await self._stated(title, use_stored=is_imported_today)
        facts = replace(
            stated or Facts(),
            total_watchers=audience.total_watchers if audience else None,
            total_plays=audience.total_plays if audience else None,
        )
        signals = self._signals(title.key, facts)
        if is_audience_current and is_imported_today:
            return Observed(signals)
        rating = (facts.ratings or {}).get("tmdb")
        read = Statistics(
            facts.total_watchers, facts.total_plays, None if rating is None else rating.votes, facts.popularity
        )
        is_complete = audience is not None and stated is not None
        check = next_check(last, read, self._clock.now(), is_complete=is_complete, random=self._chance())
        return Observed(signals, check, has_rating_moved(title.rating, None if rating is None else rating.value))

    def _signals(self, title: TitleKey, facts: Facts) -> SignalsCollected:
        now = self._clock.now()
        return SignalsCollected(
            title=title,
            observed_at=now,
            day=now.date(),
            total_watchers=facts.total_watchers,
            total_plays=facts.total_plays,
            popularity=facts.popularity,
            ratings=facts.ratings or {},
        )

    async def _audience(self, title: TitleSummary, *, use_stored: bool) -> Facts | None:
        """Return the audience at Trakt, or what is stored; null when Trakt failed.

        What Trakt returned on another day is not today's.
        """
        if use_stored:
            return Facts(total_watchers=title.total_watchers, total_plays=title.total_plays)
        if self._providers.trakt is None or title.trakt_id is None:
            return Facts()
        try:
            return await self._providers.trakt.audience(title.key.kind, title.trakt_id)
        except SourceFailed as failure:
            if failure.cause in WAITING:
                raise
            return None

    async def _stated(self, title: TitleSummary, *, use_stored: bool) -> Facts | None:
        """Return the popularity and the rating at TMDB, or the popularity that is stored; null when TMDB failed."""
        if use_stored:
            return Facts(popularity=title.popularity)
        if self._providers.tmdb is None:
            return Facts()
        try:
            return await self._providers.tmdb.statistics(title.key)
        except SourceFailed as failure:
            if failure.cause in WAITING:
                raise
            return None
