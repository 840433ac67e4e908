"""Signals of the day: the watchers and the popularity of every title."""

from functools import partial
from typing import Final

from chassis.core.clock import Clock
from ingestion.application.bounded_map import bounded_map, checkpoint_at, cursor_of
from ingestion.application.ports.providers import Providers
from ingestion.application.ports.repositories import TitleSummary
from ingestion.application.ports.unit_of_work import UnitsOfWork
from ingestion.application.run import Run
from ingestion.domain.events import SignalsCollected
from ingestion.domain.failures import WAITING, SourceFailed
from ingestion.domain.titles.facts import Facts

BATCH: Final = 50
CONCURRENT_TITLES: Final = 4


class CollectSignals:
    """Handles snapshots: observe every title, in batches, each committed before the next starts.

    The titles of a batch before a failure are committed, so that the job advances even with a small budget. A job
    belongs to the UTC day on which it started: one that is resumed on another day starts again, for that day.
    """

    def __init__(self, providers: Providers, units: UnitsOfWork, clock: Clock) -> None:
        self._providers = providers
        self._units = units
        self._clock = clock

    async def __call__(self, run: Run) -> None:
        """Observe all titles after the checkpoint; raise SourceFailed when a provider must be waited for.

        What was observed today already is published as it is, unless the payload has `force`.
        """
        force = bool(run.job.payload.get("force"))
        day = self._clock.now().date().isoformat()
        is_resumed = run.job.checkpoint.get("day") == day
        done = (run.job.done or 0) if is_resumed else 0
        cursor = cursor_of(run.job.checkpoint) if is_resumed else None
        while True:
            async with self._units.read() as repositories:
                titles = await repositories.titles.after(cursor, BATCH)
            if not titles:
                return
            batch = await bounded_map(titles, partial(self._observe, force=force), limit=CONCURRENT_TITLES)
            if batch.results:
                cursor = batch.results[-1].title
                done += len(batch.results)
                async with self._units.begin() as work:
                    await work.publish(*(signals for signals in batch.results if not signals.empty))
                    await run.checkpoint(work, {**checkpoint_at(cursor), "day": day}, done=done)
            if batch.failure is not None:
                raise batch.failure

    async def _observe(self, title: TitleSummary, *, force: bool) -> SignalsCollected:
        today = self._clock.now().date()
        is_audience_current = title.audience_at is not None and title.audience_at.date() == today
        is_popularity_current = title.imported_at.date() == today
        audience = await self._audience(title, use_stored=is_audience_current and not force)
        popularity = await self._popularity(title, use_stored=is_popularity_current and not force)
        now = self._clock.now()
        return SignalsCollected(
            title=title.key,
            observed_at=now,
            day=now.date(),
            total_watchers=audience.total_watchers,
            total_plays=audience.total_plays,
            popularity=popularity,
        )

    async def _audience(self, title: TitleSummary, *, use_stored: bool) -> Facts:
        """Return the audience at Trakt, or what is stored; what Trakt returned on another day is not today's."""
        if use_stored:
            return Facts(total_watchers=title.total_watchers, total_plays=title.total_plays)
        if self._providers.trakt is None or title.trakt_id is None:
            return Facts()
        try:
            return await self._providers.trakt.audience(title.key.kind, title.trakt_id)
        except SourceFailed as failure:
            if failure.cause in WAITING:
                raise
            return Facts()

    async def _popularity(self, title: TitleSummary, *, use_stored: bool) -> float | None:
        if use_stored:
            return title.popularity
        if self._providers.tmdb is None:
            return None
        try:
            return await self._providers.tmdb.popularity(title.key)
        except SourceFailed as failure:
            if failure.cause in WAITING:
                raise
            return None
