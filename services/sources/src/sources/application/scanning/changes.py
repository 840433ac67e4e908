"""Scans of sources in which something has changed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from sources.application.jobs import scan_job, scan_key
from sources.application.unit_of_work import Units

SETTLING: Final = timedelta(seconds=5)
"""Until the scan begins: every replica of the worker watches, and sees a change within this time of the others."""
LEAST_INTERVAL: Final = timedelta(minutes=1)
"""Between the beginnings of two scans of a source that changes all the time."""


class QueueChangedScans:
    """Queues one scan of each source that has changed, by however many replicas its change was seen."""

    def __init__(self, units: Units, clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def __call__(self, changes: Mapping[UUID, datetime]) -> set[UUID]:
        """Queue scans of sources by when their last changes were seen; return those that must be tried again later.

        A scan that has begun after the change has read it, and one that waits will. One that runs may have missed it:
        another one is queued when it has ended.
        """
        running: set[UUID] = set()
        async with self._units.begin() as work:
            now = self._clock.now()
            for source_id, seen_at in sorted(changes.items()):
                source = await work.media_sources.find(source_id)
                if source is None or source.is_paused:
                    continue
                active = await work.jobs.active(scan_key(source_id))
                if active is not None and active.lease is not None:
                    running.add(source_id)
                if active is not None or (source.scanned_at is not None and source.scanned_at > seen_at):
                    continue
                run_at = max(now + SETTLING, (source.scanned_at or source.created_at) + LEAST_INTERVAL)
                await work.queue(replace(scan_job(source_id, now), run_at=run_at))
        return running
