"""Offers of titles: queried once per day for every title, and published when they differ."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from chassis.core.clock import Clock
from ingestion.application.bounded_map import BatchResult, bounded_map, checkpoint_at, cursor_of
from ingestion.application.ports.providers import Providers, Tmdb
from ingestion.application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from ingestion.application.run import Run
from ingestion.domain.failures import WAITING, Cause, SourceFailed
from ingestion.domain.titles.changes import offers_between
from ingestion.domain.titles.facts import Offers, TitleKey
from ingestion.domain.titles.merging import MergedTitle, next_version
from ingestion.domain.titles.records import TitleRecord
from ingestion.domain.titles.title_events import title_events

logger = logging.getLogger(__name__)

OFFERS_AGE: Final = timedelta(hours=20)
"""Less than a day, so that the titles of yesterday's run are due again in today's."""
BATCH: Final = 50
CONCURRENT_TITLES: Final = 8

RegionOffers = Mapping[str, Offers]


class RefreshOffers:
    """Handles provider-offers: one call per title, in batches, each committed before the next starts.

    Titles that were queried lately are left out, so that an interrupted run queries no title twice. The titles of a
    batch before a failure are committed, so that the job advances even with a small budget.
    """

    def __init__(self, providers: Providers, units: UnitsOfWork, clock: Clock) -> None:
        self._providers = providers
        self._units = units
        self._clock = clock

    async def __call__(self, run: Run) -> None:
        """Refresh the offers of the titles that are due; raise SourceFailed when TMDB must be waited for."""
        tmdb = self._providers.tmdb
        if tmdb is None:
            raise SourceFailed("tmdb", Cause.NOT_CONFIGURED, "no key is set")
        done = run.job.done or 0
        cursor = cursor_of(run.job.checkpoint)
        while True:
            async with self._units.read() as repositories:
                keys = await repositories.titles.stale_offers(cursor, self._clock.now() - OFFERS_AGE, BATCH)
            if not keys:
                return
            batch = await self._fetch(tmdb, keys)
            if batch.results:
                cursor = keys[len(batch.results) - 1]
                done += len(batch.results)
                async with self._units.begin() as work:
                    await self._store(work, dict(zip(keys, batch.results, strict=False)))
                    await run.checkpoint(work, checkpoint_at(cursor), done=done)
            if batch.failure is not None:
                raise batch.failure

    async def _fetch(self, tmdb: Tmdb, keys: Sequence[TitleKey]) -> BatchResult[RegionOffers | None]:
        async def fetch(key: TitleKey) -> RegionOffers | None:
            try:
                return (await tmdb.offers(key)).value
            except SourceFailed as failure:
                if failure.cause in WAITING:
                    raise
                logger.info("offers not fetched", extra={"title": str(key), "reason": str(failure)})
                return None

        return await bounded_map(keys, fetch, limit=CONCURRENT_TITLES)

    async def _store(self, work: UnitOfWork, offers_by_title: Mapping[TitleKey, RegionOffers | None]) -> None:
        now = self._clock.now()
        unchanged: list[TitleKey] = []
        for key, offers in offers_by_title.items():
            record = await work.titles.get(key, lock=True) if offers is not None else None
            if record is None or offers is None:
                continue
            renewed = with_offers(record, offers, now)
            if renewed is None:
                unchanged.append(key)
                continue
            await work.titles.save(renewed, record.version)
            await work.publish(*title_events(record, renewed, now))
        await work.titles.mark_offers_checked(unchanged, now)


def with_offers(record: TitleRecord, offers: RegionOffers, now: datetime) -> TitleRecord | None:
    """Return the title with TMDB's current offers; null when they are the same as before."""
    tmdb = record.observed("tmdb")
    if tmdb is None or (tmdb.facts.availability is not None and not offers_between(tmdb.facts.availability, offers)):
        return None
    renewed = replace(tmdb, facts=replace(tmdb.facts, availability=offers))
    return replace(
        record,
        version=next_version(record.version, now),
        observations={**record.observations, "tmdb": renewed},
        # Only the offers were fetched, so nothing else changes: a show's facts also come from its seasons.
        merged=MergedTitle(
            replace(record.merged.facts, availability=offers), {**record.merged.provenance, "availability": "tmdb"}
        ),
        offers_at=now,
    )
