"""Scans of music folders in which something has changed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from music.application.jobs import SCAN_KEY, scan_job
from music.application.unit_of_work import Units

SETTLING: Final = timedelta(seconds=5)
"""Until the scan begins: every replica of the worker watches, and sees a change within this time of the others."""
LEAST_INTERVAL: Final = timedelta(minutes=1)
"""Between the beginnings of two scans of a folder that changes all the time."""


class QueueChangedScans:
    """Queues one scan for all folders that have changed, by however many replicas their changes were seen."""

    def __init__(self, units: Units, clock: Clock) -> None:
        self._units = units
        self._clock = clock

    async def __call__(self, changes: Mapping[UUID, datetime]) -> set[UUID]:
        """Queue a scan by when the last changes were seen; return the folders that must be tried again later.

        A scan that waits reads every change. One that runs may have missed it: another one is queued when it has ended.
        """
        async with self._units.begin() as work:
            folders = {folder.id: folder for folder in await work.folders.all()}
            unread = [
                folders[folder_id]
                for folder_id, seen_at in changes.items()
                if folder_id in folders and not _is_behind(seen_at, folders[folder_id].scanned_at)
            ]
            if not unread:
                return set()
            active = await work.jobs.active(SCAN_KEY)
            if active is not None:
                return set() if active.lease is None else {folder.id for folder in unread}
            now = self._clock.now()
            last = max(folder.scanned_at or folder.created_at for folder in unread)
            run_at = max(now + SETTLING, last + LEAST_INTERVAL)
            await work.queue(replace(scan_job(now, is_full=False), run_at=run_at))
        return set()


def _is_behind(seen_at: datetime, scanned_at: datetime | None) -> bool:
    """Return whether a complete scan has begun after a change was seen."""
    return scanned_at is not None and scanned_at > seen_at
