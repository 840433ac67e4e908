"""Refresh of followed shows, and of titles that lack the facts of an optional provider."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from chassis.core.clock import Clock
from ingestion.application.job_factory import sync_job
from ingestion.application.ports.providers import Providers
from ingestion.application.ports.unit_of_work import UnitsOfWork
from ingestion.application.request_priority import RESERVED_SHARE
from ingestion.application.run import Run
from ingestion.application.sources import ReadStates, SourceReport
from ingestion.domain.jobs import Priority
from ingestion.domain.titles.facts import SOURCES, TitleKey
from jobs.ports import Wake
from jobs.queue import enqueue

RETRY_AGE: Final = timedelta(minutes=20)
"""Only titles whose last import is older are imported again."""
MAX_TITLES: Final = 500


class RefreshTitles:
    """Handles tracked-shows and the retry of missing facts: each queues the import of titles that need it."""

    def __init__(
        self,
        providers: Providers,
        units: UnitsOfWork,
        clock: Clock,
        wake: Wake,
        read_states: ReadStates,
    ) -> None:
        self._providers = providers
        self._units = units
        self._clock = clock
        self._wake = wake
        self._read_states = read_states

    async def tracked_shows(self, run: Run) -> None:
        """Refresh every running show that a user follows; an ended show runs until its last episode has aired."""
        async with self._units.read() as repositories:
            shows = await repositories.interests.followed("show")
            running = await repositories.titles.running_shows(shows, self._clock.now())
        await self._queue(run, running, Priority.TRACKED)

    async def retry_missing(self, run: Run) -> None:
        """Import again the titles that lack the facts of an optional provider which can respond now."""
        optional = [source for source in SOURCES if source != "tmdb" and self._providers.configured(source)]
        reports = await self._read_states()
        sources = [source for source in optional if _is_available(reports[source], self._clock.now())]
        async with self._units.read() as repositories:
            incomplete = await repositories.titles.incomplete(sources, self._clock.now() - RETRY_AGE, MAX_TITLES)
        await self._queue(run, incomplete, Priority.SNAPSHOT)

    async def _queue(self, run: Run, titles: Sequence[TitleKey], priority: Priority) -> None:
        now = self._clock.now()
        force = bool(run.job.payload.get("force"))
        jobs = [sync_job(key, now, priority=priority, parent=run.job.id, live=False, force=force) for key in titles]
        async with self._units.begin() as work:
            await enqueue(work, jobs)
            await run.finish(work, total=len(titles))
        self._wake()


def _is_available(report: SourceReport, now: datetime) -> bool:
    """Return whether a provider would respond to background work: each title costs calls of other providers too."""
    outage = report.state.outage
    blocks = [report.blocked_until, outage.until if outage is not None else None]
    is_blocked = any(until is not None and until > now for until in blocks)
    return not is_blocked and report.left > report.limit * RESERVED_SHARE
