"""Watches folders, and queues what reads those that have changed."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final
from uuid import UUID

from prometheus_client import Gauge

from chassis.core.clock import Clock
from chassis.runtime.background import wait_for
from chassis.storage.watching.folder_watch import Counts, FolderWatch, WatchState

logger = logging.getLogger(__name__)

REFRESH_SECONDS: Final = 30.0
"""Until a folder that was added, or is there again, is watched."""
UNWATCHED: Final = timedelta(minutes=15)
"""A watch that begins reports a change of this time ago: nothing watched the folder."""
AGAIN_SECONDS: Final = 5.0
"""Until changes are tried again that a running scan may have missed."""

Roots = Callable[[], Awaitable[Mapping[UUID, Path]]]
"""Returns the folders that are watched, by what they belong to."""
Queue = Callable[[Mapping[UUID, datetime]], Awaitable[set[UUID]]]
"""Queues scans by when the last changes were seen, and returns those that must be tried again later."""


class FolderWatcher:
    """A task of the worker. What it cannot watch is read at intervals only."""

    name = "folder watches"

    def __init__(
        self,
        roots: Roots,
        queue: Queue,
        counts: Counts,
        gauge: Gauge,
        clock: Clock,
        is_outage: Callable[[BaseException], bool],
    ) -> None:
        """Watch nothing yet; `gauge` has the label `state`."""
        self._roots = roots
        self._queue_scans = queue
        self._counts = counts
        self._gauge = gauge
        self._clock = clock
        self._is_outage = is_outage
        self._watches: dict[UUID, FolderWatch] = {}
        self._changes: dict[UUID, datetime] = {}
        """When the last change of each folder was seen whose scan is not queued yet."""
        self._woken = asyncio.Event()
        self._stopping = asyncio.Event()

    async def stop(self) -> None:
        """End every watch."""
        self._stopping.set()
        self._woken.set()

    async def run(self) -> None:
        """Follow the folders until stopped; an outage of the database keeps what has changed."""
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
        """Begin and end watches as folders come, change and leave."""
        roots = await self._roots()
        loop = asyncio.get_running_loop()
        watches = await asyncio.to_thread(self._renewed, roots, loop)
        for owner, watch in self._watches.items():
            if watches.get(owner) is not watch:
                watch.stop()
        self._watches = watches
        states = Counter(watch.state for watch in watches.values())
        for state in WatchState:
            self._gauge.labels(state).set(states[state])

    def _renewed(self, roots: Mapping[UUID, Path], loop: asyncio.AbstractEventLoop) -> dict[UUID, FolderWatch]:
        """Return the watches of folders: those that there are, as long as they hold, and new ones."""
        watches: dict[UUID, FolderWatch] = {}
        for owner, root in roots.items():
            watch = self._watches.get(owner)
            if watch is None or watch.root != root or watch.is_over:
                notify = partial(self._notify, loop, owner)
                watch = FolderWatch(root, self._counts, partial(notify, UNWATCHED), partial(notify, timedelta()))
            watches[owner] = watch
        return watches

    def _notify(self, loop: asyncio.AbstractEventLoop, owner: UUID, ago: timedelta) -> None:
        """Hand a change over to the event loop, from the thread of a watch."""
        if not self._stopping.is_set():
            loop.call_soon_threadsafe(self._note, owner, self._clock.now() - ago)

    def _note(self, owner: UUID, seen_at: datetime) -> None:
        self._changes[owner] = max(seen_at, self._changes.get(owner, seen_at))
        self._woken.set()

    async def _queue(self) -> None:
        changes = dict(self._changes)
        if changes:
            again = await self._queue_scans(changes)
            for owner, seen_at in changes.items():
                if owner not in again and self._changes[owner] == seen_at:
                    del self._changes[owner]
