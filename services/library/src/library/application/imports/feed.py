"""Followers of imports: one query per process and half second serves every stream of events."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from jobs.ports import IsOutage
from library.application.imports.ports import ImportReader
from library.domain.imports.errors import TooManyImportStreams
from library.domain.imports.run import WORKING, ImportRun

logger = logging.getLogger(__name__)

POLL_SECONDS: Final = 0.5
OUTAGE_SECONDS: Final = 5.0
HEARTBEAT_SECONDS: Final = 10.0
MOST_PER_USER: Final = 5
MOST_STREAMS: Final = 500


class ImportFollower:
    """One stream of events: the states of an import until a worker has nothing more to do."""

    def __init__(self, user_id: UUID, import_id: UUID, expires_at: float, clock: Clock) -> None:
        self.user_id = user_id
        self.import_id = import_id
        self._expires_at = expires_at
        self._clock = clock
        self._latest: ImportRun | None = None
        self._changed = asyncio.Event()
        self._over = False

    def offer(self, run: ImportRun | None) -> None:
        """Note the import as it is now; null when it was deleted."""
        if run is None or run != self._latest:
            self._latest = run
            self._over = self._over or run is None or run.state not in WORKING
            self._changed.set()

    def end(self) -> None:
        """End the stream."""
        self._over = True
        self._changed.set()

    async def changes(self) -> AsyncIterator[ImportRun | None]:
        """Yield the import whenever it has changed, and null as a heartbeat while it has not."""
        shown: ImportRun | None = None
        while True:
            self._changed.clear()
            latest = self._latest
            if latest is not None and latest != shown:
                shown = latest
                yield latest
                continue
            left = self._expires_at - self._clock.now().timestamp()
            if self._over or left <= 0:
                return
            try:
                async with asyncio.timeout(min(HEARTBEAT_SECONDS, left)):
                    await self._changed.wait()
            except TimeoutError:
                yield None


class ImportFeed:
    """Polls the imports that have followers, as long as there are any."""

    def __init__(self, reader: ImportReader, clock: Clock, is_outage: IsOutage) -> None:
        self._reader = reader
        self._clock = clock
        self._is_outage = is_outage
        self._followers: set[ImportFollower] = set()
        self._polling: asyncio.Task[None] | None = None

    def join(self, user_id: UUID, import_id: UUID, *, expires_at: float) -> ImportFollower:
        """Return a new follower of an import; raise TooManyImportStreams."""
        streams = Counter(follower.user_id for follower in self._followers)
        if streams[user_id] >= MOST_PER_USER or streams.total() >= MOST_STREAMS:
            raise TooManyImportStreams(f"at most {MOST_PER_USER} streams of a user may be open: close one of them")
        follower = ImportFollower(user_id, import_id, expires_at, self._clock)
        self._followers.add(follower)
        if self._polling is None or self._polling.done():
            self._polling = asyncio.create_task(self._poll(), name="import-feed")
        return follower

    def leave(self, follower: ImportFollower) -> None:
        """Forget a follower whose stream has ended."""
        self._followers.discard(follower)

    async def close(self) -> None:
        """End every stream, as when the process stops."""
        for follower in self._followers:
            follower.end()
        if self._polling is not None:
            self._polling.cancel()
            await asyncio.gather(self._polling, return_exceptions=True)

    async def _poll(self) -> None:
        while self._followers:
            try:
                self._offer(await self._reader.by_ids({follower.import_id for follower in self._followers}))
            except Exception as failure:
                if not self._is_outage(failure):
                    logger.exception("cannot read followed imports")
                await asyncio.sleep(OUTAGE_SECONDS)
                continue
            await asyncio.sleep(POLL_SECONDS)

    def _offer(self, runs: Mapping[UUID, ImportRun]) -> None:
        for follower in list(self._followers):
            follower.offer(runs.get(follower.import_id))
