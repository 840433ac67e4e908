"""Continuous work on all sources: scans that are due, sources that may be readable again, what is kept no longer."""

import asyncio
from datetime import datetime, timedelta
from typing import Final

from chassis.core.clock import Clock
from chassis.core.outgoing.intervals import Intervals
from jobs.model import BACKGROUND, Job
from jobs.retries import UNEXPECTED
from jobs.run import Run
from sources.application.jobs import AFTER_OUTAGE, REGISTRY, scan_job
from sources.application.media_sources.connecting import check
from sources.application.media_sources.outages import degraded
from sources.application.media_sources.ports import Adapters
from sources.application.unit_of_work import Units
from sources.domain.media_sources.errors import SourceFailed, SourceUnreadable
from sources.domain.media_sources.source import MediaSource

MOST_DUE: Final = 200
"""Scans that are queued at once; those that are due after them are queued a minute later."""
CHECKED_AT_ONCE: Final = 4
FORGOTTEN_AT_ONCE: Final = 1000
_NOT_BEFORE: Final = frozenset({"rate_limited", "credentials_refused", UNEXPECTED})
"""Causes that more requests make worse or no better: the limit is exceeded further, the server locks its user out, or
the source responds and its scan fails again.
"""


class QueueDueScans:
    """Queues a scan of every source whose time has come; readable sources come before those with an outage.

    A scan that ends says when the next one is due. Until then it is due after `pause`: one that fails by a cause that
    is no outage is not queued every minute, and sources that wait in the queue do not keep others from it.
    """

    def __init__(self, units: Units, clock: Clock, pause: timedelta) -> None:
        self._units = units
        self._clock = clock
        self._pause = pause

    async def __call__(self, run: Run[Job]) -> None:
        """Queue in one transaction; a source whose scan is queued or runs has no second one."""
        now = self._clock.now()
        async with self._units.begin() as work:
            due = await work.media_sources.due(now, MOST_DUE)
            scans = [scan_job(source.id, now, priority=AFTER_OUTAGE if source.outage else BACKGROUND) for source in due]
            await work.queue(*scans)
            await work.media_sources.postpone([source.id for source in due], now + self._pause)
            await run.finish(work, total=len(scans))


class RecheckOutages:
    """Connects to the sources with an outage; one that responds again is scanned at once.

    A source that limits requests, or refuses the credentials, is not called before its next try.
    """

    def __init__(self, units: Units, adapters: Adapters, intervals: Intervals, clock: Clock) -> None:
        self._units = units
        self._adapters = adapters
        self._intervals = intervals
        self._clock = clock

    async def __call__(self, run: Run[Job]) -> None:
        """Check some sources at a time, each with the deadline of a check; raise the first failure behind the last."""
        now = self._clock.now()
        async with self._units.begin() as work:
            sources = [source for source in await work.media_sources.with_outage() if _may_be_called(source, now)]
        places = asyncio.Semaphore(CHECKED_AT_ONCE)

        async def recheck(source: MediaSource) -> bool:
            async with places:
                return await self._recheck(source)

        results = await asyncio.gather(*map(recheck, sources), return_exceptions=True)
        failures = [result for result in results if isinstance(result, BaseException)]
        if failures:
            raise failures[0]
        async with self._units.begin() as work:
            readable = sum(result is True for result in results)
            await run.finish(work, total=len(sources), result={"readable": readable})

    async def _recheck(self, source: MediaSource) -> bool:
        async with self._units.begin() as work:
            credentials = await work.media_sources.credentials(source.id)
        failure: SourceFailed | None = None
        try:
            await check(self._adapters, source, credentials)
        except SourceUnreadable as unreadable:
            failure = unreadable.failure
        now = self._clock.now()
        async with self._units.begin() as work:
            current = await work.media_sources.find(source.id, lock=True)
            if current is None or current.is_paused or current.outage is None:
                return False
            if failure is None:
                await work.queue(scan_job(source.id, now))
            elif failure.code != current.outage.code:
                await degraded(work, current, failure, now, self._intervals)
        return failure is None


def _may_be_called(source: MediaSource, now: datetime) -> bool:
    outage = source.outage
    return outage is None or outage.until is None or outage.until <= now or outage.code not in _NOT_BEFORE


class CleanUp:
    """Deletes files that have left their sources long ago, and scans and ended sessions that are kept no longer."""

    def __init__(self, units: Units, clock: Clock, gone_files: timedelta) -> None:
        self._units = units
        self._clock = clock
        self._gone_files = gone_files

    async def __call__(self, run: Run[Job]) -> None:
        """Delete in batches, each of which is a transaction."""
        now = self._clock.now()
        forgotten = pruned = 0
        while True:
            async with self._units.begin() as work:
                count = await work.files.forget_gone(now - self._gone_files, FORGOTTEN_AT_ONCE)
                ended = await work.jobs.prune(REGISTRY.retention, now)
            forgotten, pruned = forgotten + count, pruned + ended
            if not count and not ended:
                break
        async with self._units.begin() as work:
            await work.ended_sessions.forget(now)
            await run.finish(work, total=forgotten, result={"files": forgotten, "jobs": pruned})
