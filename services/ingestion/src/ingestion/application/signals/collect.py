"""Signals of the day: watchers and popularity of every title."""

from functools import partial
from typing import Final

from chassis.core.clock import Clock
from ingestion.application.bounded_map import bounded_map, place_at, place_of
from ingestion.application.ports.providers import Providers
from ingestion.application.ports.repositories import KnownTitle
from ingestion.application.ports.unit_of_work import UnitsOfWork
from ingestion.application.run import Run
from ingestion.domain.events import SignalsCollected
from ingestion.domain.failures import WAITING, SourceFailed
from ingestion.domain.titles.facts import Facts

BATCH: Final = 50


AT_ONCE: Final = 4


class CollectSignals:
    """Handles snapshots: one look at every title, in batches, each kept and told before the next begins.

    A batch that is refused midway is kept as far as it went, so that a small budget gets the walk on too. The walk
    belongs to the UTC day on which it began: one that is resumed on another day is that day's, and begins anew.
    """

    def __init__(self, providers: Providers, units: UnitsOfWork, clock: Clock) -> None:
        self._providers = providers
        self._units = units
        self._clock = clock

    async def __call__(self, run: Run) -> None:
        """Walk over all titles from the checkpoint on; raises SourceFailed when a provider must be waited for.

        What was said today already is taken as it is, unless the payload has `force`.
        """
        force = bool(run.job.payload.get("force"))
        day = self._clock.now().date().isoformat()
        begun = run.job.checkpoint.get("day") == day
        done = (run.job.done or 0) if begun else 0
        cursor = place_of(run.job.checkpoint) if begun else None
        while True:
            async with self._units.read() as work:
                titles = await work.titles.after(cursor, BATCH)
            if not titles:
                return
            looked = await bounded_map(titles, partial(self._look, force=force), at_once=AT_ONCE)
            if looked.found:
                cursor = looked.found[-1].title
                done += len(looked.found)
                async with self._units.begin() as work:
                    await work.publish(*(each for each in looked.found if not each.empty))
                    await run.checkpoint(work, {**place_at(cursor), "day": day}, done=done)
            if looked.failure is not None:
                raise looked.failure

    async def _look(self, title: KnownTitle, *, force: bool) -> SignalsCollected:
        today = self._clock.now().date()
        told = title.audience_at is not None and title.audience_at.date() == today
        imported = title.imported_at.date() == today
        audience = await self._audience(title, remembered=told and not force)
        popularity = await self._popularity(title, remembered=imported and not force)
        now = self._clock.now()
        return SignalsCollected(
            title=title.key,
            observed_at=now,
            day=now.date(),
            total_watchers=audience.total_watchers,
            total_plays=audience.total_plays,
            popularity=popularity,
        )

    async def _audience(self, title: KnownTitle, *, remembered: bool) -> Facts:
        """Ask Trakt, unless what is remembered will do; what it said on another day is not today's."""
        if remembered:
            return Facts(total_watchers=title.total_watchers, total_plays=title.total_plays)
        if self._providers.trakt is None or title.trakt_id is None:
            return Facts()
        try:
            return await self._providers.trakt.audience(title.key.kind, title.trakt_id)
        except SourceFailed as failed:
            if failed.cause in WAITING:
                raise
            return Facts()

    async def _popularity(self, title: KnownTitle, *, remembered: bool) -> float | None:
        if remembered:
            return title.popularity
        if self._providers.tmdb is None:
            return None
        try:
            return await self._providers.tmdb.popularity(title.key)
        except SourceFailed as failed:
            if failed.cause in WAITING:
                raise
            return None
