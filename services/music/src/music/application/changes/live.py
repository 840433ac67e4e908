"""Everything that happens as one stream: changes of the library, and for administrators scans and the analysis."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

from chassis.core.clock import Clock
from jobs.model import ACTIVE, Job
from music.application.analysis.following import AnalysisService
from music.application.analysis.views import Progress
from music.application.changes.feed import LibraryFeed
from music.application.folders.access import Listener
from music.application.scanning.requesting import ScanService
from music.domain.changes.change import LibraryChange

RECENT: Final = timedelta(minutes=1)
"""Scans that have ended within this before a stream begins are in it: its client may have been away meanwhile."""


class LiveKind(StrEnum):
    """What an event is about. The values are the names of events."""

    LIBRARY_CHANGE = "library:change"
    SCAN_PROGRESS = "scan:progress"
    SCAN_COMPLETED = "scan:completed"
    """It has ended, whatever its outcome."""
    LUFS_PROGRESS = "lufs:progress"
    """Of the analysis, which measures loudness and more."""


@dataclass(frozen=True, slots=True)
class LiveEvent:
    """Something that has happened."""

    kind: LiveKind
    content: LibraryChange | Job | Progress

    @property
    def id(self) -> int | None:
        """Return the id behind which a stream can be continued, or null."""
        return self.content.id if isinstance(self.content, LibraryChange) else None


class FollowLive:
    """Opens streams of everything that a user may follow."""

    def __init__(self, changes: LibraryFeed, scans: ScanService, analysis: AnalysisService, clock: Clock) -> None:
        self._changes = changes
        self._scans = scans
        self._analysis = analysis
        self._clock = clock

    @asynccontextmanager
    async def open(
        self, listener: Listener, after: int | None, *, expires_at: float
    ) -> AsyncIterator[AsyncIterator[LiveEvent | None]]:
        """Yield events behind a change, or from now on, and null as a heartbeat; raise TooManyStreams."""
        since = self._clock.now() - RECENT
        async with AsyncExitStack() as leaving:
            changes = await self._changes.join(listener, after, expires_at=expires_at)
            leaving.callback(self._changes.leave, changes)
            streams: list[AsyncIterator[LibraryChange | Job | Progress | None]] = [changes.changes()]
            if listener.is_administrator:
                scans = self._scans.join(listener.user_id, expires_at=expires_at)
                leaving.callback(self._scans.leave, scans)
                analysis = self._analysis.join(listener.user_id, expires_at=expires_at)
                leaving.callback(self._analysis.leave, analysis)
                streams += [scans.changes(), analysis.changes()]

            async def events() -> AsyncGenerator[LiveEvent | None, None]:
                async with aclosing(_merged(streams)) as merged:
                    async for content in merged:
                        if not isinstance(content, Job) or content.finished_at is None or content.finished_at >= since:
                            yield None if content is None else LiveEvent(_kind(content), content)

            yield await leaving.enter_async_context(aclosing(events()))


def _kind(content: LibraryChange | Job | Progress) -> LiveKind:
    match content:
        case LibraryChange():
            return LiveKind.LIBRARY_CHANGE
        case Progress():
            return LiveKind.LUFS_PROGRESS
    return LiveKind.SCAN_PROGRESS if content.status in ACTIVE else LiveKind.SCAN_COMPLETED


async def _merged(streams: list[AsyncIterator[Any]]) -> AsyncGenerator[Any, None]:
    """Yield what any of the streams yields, until one of them ends."""
    waiting = {asyncio.ensure_future(anext(stream)): stream for stream in streams}
    try:
        while True:
            done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                stream = waiting.pop(task)
                try:
                    value = task.result()
                except StopAsyncIteration:
                    return
                waiting[asyncio.ensure_future(anext(stream))] = stream
                yield value
    finally:
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
