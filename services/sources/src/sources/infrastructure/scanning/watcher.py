"""Watches the folders that are sources, and requests scans of those that have changed."""

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from chassis.runtime.background import wait_for
from jobs.ports import IsOutage
from sources.application.scanning.changes import QueueChangedScans
from sources.application.unit_of_work import Units
from sources.domain.media_sources.errors import SourceFailed
from sources.domain.media_sources.source import MediaSource, SourceKind
from sources.infrastructure.kinds.folder.descent import real_root
from sources.infrastructure.kinds.folder.spec import FolderConfiguration
from sources.infrastructure.kinds.folder.watching import FolderWatch, WatchState
from sources.infrastructure.scanning.metrics import FOLDER_WATCHES

logger = logging.getLogger(__name__)

REFRESH_SECONDS: Final = 30.0
"""Until a source that was added, or whose folder is there again, is watched."""
UNWATCHED: Final = timedelta(minutes=15)
"""A watch that begins requests a scan of a source that was not scanned within this time: nothing watched it."""
AGAIN_SECONDS: Final = 5.0
"""Until changes are tried again that a running scan may have missed."""


class FolderWatcher:
    """A task of the worker. What it cannot watch is scanned at intervals, as every source is."""

    name = "folder watches"

    def __init__(
        self, units: Units, queue_scans: QueueChangedScans, allowed: Sequence[Path], clock: Clock, is_outage: IsOutage
    ) -> None:
        """Watch nothing yet; `allowed` are the folders below which sources may lie."""
        self._units = units
        self._queue_scans = queue_scans
        self._allowed = tuple(allowed)
        self._clock = clock
        self._is_outage = is_outage
        self._watches: dict[UUID, FolderWatch] = {}
        self._changes: dict[UUID, datetime] = {}
        """When the last change of each source was seen whose scan is not queued yet."""
        self._woken = asyncio.Event()
        self._stopping = asyncio.Event()

    async def stop(self) -> None:
        """End every watch."""
        self._stopping.set()
        self._woken.set()

    async def run(self) -> None:
        """Follow the sources until stopped; an outage of the database keeps what has changed."""
        try:
            while not self._stopping.is_set():
                self._woken.clear()
                try:
                    await self._refresh()
                    await self._queue()
                except Exception as failure:
                    if not self._is_outage(failure):
                        raise
                    logger.warning("cannot queue scans, database unavailable", extra={"reason": repr(failure)})
                await wait_for(self._woken, AGAIN_SECONDS if self._changes else REFRESH_SECONDS)
        finally:
            for watch in self._watches.values():
                watch.stop()
            self._watches.clear()

    async def _refresh(self) -> None:
        """Begin and end watches as sources come, change and leave."""
        async with self._units.begin() as work:
            sources = await work.media_sources.of_kind(SourceKind.FOLDER)
        loop = asyncio.get_running_loop()
        watches = await asyncio.to_thread(self._renewed, sources, loop)
        for source_id, watch in self._watches.items():
            if watches.get(source_id) is not watch:
                watch.stop()
        self._watches = watches
        states = Counter(watch.state for watch in watches.values())
        for state in WatchState:
            FOLDER_WATCHES.labels(state).set(states[state])

    def _renewed(self, sources: Sequence[MediaSource], loop: asyncio.AbstractEventLoop) -> dict[UUID, FolderWatch]:
        """Return the watches of sources: those that there are, as long as they hold, and new ones."""
        watches: dict[UUID, FolderWatch] = {}
        for source in sources:
            try:
                root = real_root(Path(FolderConfiguration.model_validate(source.configuration).path), self._allowed)
            except SourceFailed:
                # Its scan states the outage.
                continue
            watch = self._watches.get(source.id)
            if watch is None or watch.root != root or watch.is_over:
                notify = partial(self._notify, loop, source.id)
                watch = FolderWatch(root, partial(notify, UNWATCHED), partial(notify, timedelta()))
            watches[source.id] = watch
        return watches

    def _notify(self, loop: asyncio.AbstractEventLoop, source_id: UUID, ago: timedelta) -> None:
        """Hand a change over to the event loop, from the thread of a watch."""
        if not self._stopping.is_set():
            loop.call_soon_threadsafe(self._note, source_id, self._clock.now() - ago)

    def _note(self, source_id: UUID, seen_at: datetime) -> None:
        self._changes[source_id] = max(seen_at, self._changes.get(source_id, seen_at))
        self._woken.set()

    async def _queue(self) -> None:
        changes = dict(self._changes)
        if changes:
            again = await self._queue_scans(changes)
            for source_id, seen_at in changes.items():
                if source_id not in again and self._changes[source_id] == seen_at:
                    del self._changes[source_id]
