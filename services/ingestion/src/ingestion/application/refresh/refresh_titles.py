"""Refresh of followed shows, and of titles that a provider failed for."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from chassis.core.clock import Clock
from ingestion.application.job_service import queue, sync_job
from ingestion.application.ports.jobs import Wake
from ingestion.application.ports.providers import Providers
from ingestion.application.ports.unit_of_work import UnitsOfWork
from ingestion.application.request_priority import RESERVED_SHARE
from ingestion.application.run import Run
from ingestion.application.sources import ReadStates, SourceReport
from ingestion.domain.jobs import Priority
from ingestion.domain.titles.facts import Source, TitleKey

MEND_AGE: Final = timedelta(minutes=20)


MOST_AT_ONCE: Final = 500


class RefreshTitles:
    """Handles tracked-shows and mend: each queues the import of titles that need it."""

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
        """Refresh every running show that a user follows; one that has ended runs until its last episode has aired."""
        async with self._units.read() as work:
            followed = await work.interests.followed("show")
            running = await work.titles.running_shows(followed, self._clock.now())
        await self._queue(run, running, Priority.TRACKED)

    async def mend(self, run: Run) -> None:
        """Import again titles for which an optional source failed or was not asked, if it can be asked now."""
        optional: tuple[Source, ...] = ("trakt", "omdb", "tvmaze")
        configured = [source for source in optional if self._providers.configured(source)]
        states = await self._read_states()
        sources = [source for source in configured if _askable(states[source], self._clock.now())]
        async with self._units.read() as work:
            broken = await work.titles.incomplete(sources, self._clock.now() - MEND_AGE, MOST_AT_ONCE)
        await self._queue(run, broken, Priority.SNAPSHOT)

    async def _queue(self, run: Run, titles: Sequence[TitleKey], priority: Priority) -> None:
        now: datetime = self._clock.now()
        async with self._units.begin() as work:
            force = bool(run.job.payload.get("force"))
            await queue(
                work,
                [sync_job(key, now, priority=priority, parent=run.job.id, live=False, force=force) for key in titles],
            )
            await run.finish(work, total=len(titles))
        self._wake()


def _askable(report: SourceReport, now: datetime) -> bool:
    """Tell whether a source would answer work for nobody in particular: every title costs calls of the others too."""
    outage = report.state.outage
    until = [report.blocked_until, outage.until if outage is not None else None]
    left_alone = any(instant is not None and instant > now for instant in until)
    return not left_alone and report.left > report.limit * RESERVED_SHARE
