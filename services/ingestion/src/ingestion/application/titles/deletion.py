"""Titles that TMDB has deleted: everything is kept, the title is marked, and an IMDb id leads to its successor."""

import logging
from dataclasses import replace

from chassis.core.clock import Clock
from ingestion.application.job_factory import sync_job
from ingestion.application.ports.providers import Providers
from ingestion.application.ports.unit_of_work import UnitsOfWork
from ingestion.application.titles.provider_responses import failed_response
from ingestion.domain.events import TitleImported
from ingestion.domain.failures import SourceFailed
from ingestion.domain.jobs import Priority
from ingestion.domain.titles.facts import TitleKey
from ingestion.domain.titles.merging import next_version
from ingestion.domain.titles.observations import observe
from ingestion.domain.titles.records import TitleRecord
from jobs.queue import enqueue

logger = logging.getLogger(__name__)


class MarkDeleted:
    """Marks a title as deleted at TMDB, and imports the title that TMDB merged it into."""

    def __init__(self, providers: Providers, units: UnitsOfWork, clock: Clock) -> None:
        self._providers = providers
        self._units = units
        self._clock = clock

    async def __call__(self, record: TitleRecord, failure: SourceFailed) -> None:
        """Mark a title, unless it is marked already and its successor is the same; `failure` is TMDB's response."""
        successor = await self._successor(record)
        if record.deleted_at is not None and successor in (None, record.successor):
            return
        now = self._clock.now()
        observation = observe(record.observed("tmdb"), failed_response("tmdb", failure, now))
        deleted = replace(
            record,
            version=next_version(record.version, now),
            observations={**record.observations, "tmdb": observation},
            deleted_at=record.deleted_at or now,
            successor=successor or record.successor,
        )
        async with self._units.begin() as work:
            await work.titles.save(deleted, record.version)
            await work.publish(TitleImported(deleted))
            if successor is not None and not await work.titles.imported([successor]):
                await enqueue(work, [sync_job(successor, now, priority=Priority.REFRESH)])

    async def _successor(self, record: TitleRecord) -> TitleKey | None:
        """Return the title that TMDB returns for the IMDb id now; null when there is none or it is the same title."""
        imdb_id = record.merged.facts.imdb_id
        if imdb_id is None or self._providers.tmdb is None:
            return None
        try:
            successor = await self._providers.tmdb.successor(record.key.kind, imdb_id)
        except SourceFailed as failure:
            logger.info("no successor found", extra={"title": str(record.key), "reason": str(failure)})
            return None
        return successor if successor != record.key else None
