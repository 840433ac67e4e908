"""Where titles can be watched: looked at once a day for every title, told of where it is different."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from chassis.core.clock import Clock
from ingestion.application.bounded_map import BatchResult, bounded_map, place_at, place_of
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
"""Less than a day, so that a daily run finds what the last one looked at."""
BATCH: Final = 50
AT_ONCE: Final = 8


class RefreshOffers:
    """Handles provider-offers: one call a title, in batches, each kept and told before the next begins.

    A title that was imported or looked at lately is left out, so a run that was interrupted asks nobody twice. A
    batch that is refused midway is kept as far as it went, so that a small budget gets the walk on too.
    """

    def __init__(self, providers: Providers, units: UnitsOfWork, clock: Clock) -> None:
        self._providers = providers
        self._units = units
        self._clock = clock

    async def __call__(self, run: Run) -> None:
        """Walk over the titles that are due; raises SourceFailed when TMDB must be waited for."""
        tmdb = self._providers.tmdb
        if tmdb is None:
            raise SourceFailed("tmdb", Cause.NOT_CONFIGURED, "no key is set")
        done = run.job.done or 0
        cursor = place_of(run.job.checkpoint)
        while True:
            async with self._units.read() as work:
                keys = await work.titles.stale_offers(cursor, self._clock.now() - OFFERS_AGE, BATCH)
            if not keys:
                return
            looked = await self._look_at(tmdb, keys)
            if looked.found:
                cursor = keys[len(looked.found) - 1]
                done += len(looked.found)
                async with self._units.begin() as work:
                    await self._keep(work, dict(zip(keys, looked.found, strict=False)))
                    await run.checkpoint(work, place_at(cursor), done=done)
            if looked.failure is not None:
                raise looked.failure

    async def _look_at(self, tmdb: Tmdb, keys: Sequence[TitleKey]) -> BatchResult[Mapping[str, Offers] | None]:
        async def look(key: TitleKey) -> Mapping[str, Offers] | None:
            try:
                return (await tmdb.offers(key)).value
            except SourceFailed as failed:
                if failed.cause in WAITING:
                    raise
                logger.info("offers not looked at", extra={"title": str(key), "reason": str(failed)})
                return None

        return await bounded_map(keys, look, at_once=AT_ONCE)

    async def _keep(self, work: UnitOfWork, found: Mapping[TitleKey, Mapping[str, Offers] | None]) -> None:
        now = self._clock.now()
        unchanged: list[TitleKey] = []
        for key, offers in found.items():
            record = await work.titles.get(key, lock=True) if offers is not None else None
            if record is None or offers is None:
                continue
            renewed = with_offers(record, offers, now)
            if renewed is None:
                unchanged.append(key)
                continue
            await work.titles.save(renewed, record.version)
            await work.publish(*title_events(record, renewed, now))
        await work.titles.saw_offers(unchanged, now)


def with_offers(record: TitleRecord, offers: Mapping[str, Offers], now: datetime) -> TitleRecord | None:
    """Give the title with what TMDB says of its offers now; None when that is what it said before."""
    seen = record.observed("tmdb")
    if seen is None or (seen.facts.availability is not None and not offers_between(seen.facts.availability, offers)):
        return None
    said = replace(seen, facts=replace(seen.facts, availability=offers))
    observations = {**record.observations, "tmdb": said}
    return replace(
        record,
        version=next_version(record.version, now),
        observations=observations,
        # Nothing else was asked for, so nothing else changes: a show's facts also come from its seasons.
        merged=MergedTitle(
            replace(record.merged.facts, availability=offers), {**record.merged.provenance, "availability": "tmdb"}
        ),
        offers_at=now,
    )
