"""Followers of jobs: one poll of the database per process, shared by every event stream.

A stream costs no query and no connection of its own. It ends with the last of its named jobs, or when the access token
that opened it expires.
"""

import asyncio
import logging
import math
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from ingestion.application.ports.unit_of_work import UnitsOfWork
from ingestion.domain.errors import TooManyStreams
from ingestion.domain.jobs import Job
from ingestion.domain.titles.facts import TitleKey
from jobs.model import ACTIVE, Status
from jobs.ports import IsOutage

logger = logging.getLogger(__name__)

POLL_SECONDS: Final = 0.5
JOIN_SECONDS: Final = 0.05
"""How long a new follower waits for others, so that one poll serves them all."""
LONGEST_PAUSE: Final = 5.0
HEARTBEAT_SECONDS: Final = 10.0
MOST_ACTIVE: Final = 200
"""Queued and running jobs that a follower of all sees, the newest first."""
MOST_PENDING: Final = 2000
"""Changes that a slow follower may leave unread; with more, its stream ends."""


@dataclass(frozen=True, slots=True)
class StreamLimits:
    """How many streams one user and all users together may have open at one process."""

    per_user: int = 5
    total: int = 500


class Follower:
    """One event stream: the changes of named jobs, or of all that are queued and running."""

    def __init__(self, user_id: UUID, ids: tuple[UUID, ...], expires_at: float, clock: Clock) -> None:
        self.user_id = user_id
        self.ids = frozenset(ids)
        self.slugs: Mapping[TitleKey, str] = {}
        """The slugs of titles whose jobs are ready, as of the last poll."""
        self._expires_at = expires_at
        self._clock = clock
        self._shown: dict[UUID, Job] = {}
        self._pending: dict[UUID, Job] = {}
        self._changed = asyncio.Event()
        self._over = False

    def offer(self, jobs: Iterable[Job]) -> None:
        """Note those of the jobs that differ from what was shown last."""
        for job in jobs:
            if self._shown.get(job.id) != job:
                self._shown[job.id] = self._pending[job.id] = job
                self._changed.set()
            if not self.ids and job.status not in ACTIVE:
                self._shown.pop(job.id, None)
        if len(self._pending) > MOST_PENDING:
            self.end()

    def settle(self) -> None:
        """End after what is pending when every named job has ended."""
        if self.ids and all(job.status not in ACTIVE for job in self._shown.values()):
            self.end()

    def end(self) -> None:
        """End after what is pending."""
        self._over = True
        self._changed.set()

    async def changes(self) -> AsyncIterator[Job | None]:
        """Yield each change, and null as a heartbeat while there is none, until the stream ends."""
        while True:
            pending, self._pending = self._pending, {}
            for job in pending.values():
                yield job
            left = self._expires_at - self._clock.now().timestamp()
            if (self._over and not self._pending) or left <= 0:
                return
            self._changed.clear()
            if self._pending or self._over:
                continue
            try:
                async with asyncio.timeout(min(HEARTBEAT_SECONDS, left)):
                    await self._changed.wait()
            except TimeoutError:
                yield None


class JobFeed:
    """Polls the jobs that have followers, as long as there are any."""

    def __init__(self, units: UnitsOfWork, clock: Clock, is_outage: IsOutage, limits: StreamLimits) -> None:
        self._units = units
        self._clock = clock
        self._is_outage = is_outage
        self._limits = limits
        self._followers: set[Follower] = set()
        self._active: set[UUID] = set()
        self._joined = asyncio.Event()
        self._polling: asyncio.Task[None] | None = None

    def join(self, user_id: UUID, ids: tuple[UUID, ...], *, expires_at: float = math.inf) -> Follower:
        """Return a new follower of named jobs, or of all queued and running ones; raise TooManyStreams."""
        streams = Counter(follower.user_id for follower in self._followers)
        if streams[user_id] >= self._limits.per_user:
            raise TooManyStreams("per user", self._limits.per_user)
        if streams.total() >= self._limits.total:
            raise TooManyStreams("in all", self._limits.total)
        follower = Follower(user_id, ids, expires_at, self._clock)
        self._followers.add(follower)
        self._joined.set()
        if self._polling is None or self._polling.done():
            self._polling = asyncio.create_task(self._poll(), name="job-feed")
        return follower

    def leave(self, follower: Follower) -> None:
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
        pause = POLL_SECONDS
        while self._followers:
            self._joined.clear()
            try:
                await self._refresh()
            except Exception as failure:
                if not self._is_outage(failure):
                    logger.exception("cannot read followed jobs")
                else:
                    logger.warning("cannot read followed jobs", extra={"reason": repr(failure)})
                pause = min(LONGEST_PAUSE, pause * 2)
                await asyncio.sleep(pause)
                continue
            pause = POLL_SECONDS
            await self._pause()

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(POLL_SECONDS):
                await self._joined.wait()
            await asyncio.sleep(JOIN_SECONDS)
        except TimeoutError:
            return

    async def _refresh(self) -> None:
        followers = list(self._followers)
        named_ids = frozenset[UUID]().union(*(follower.ids for follower in followers))
        follows_all = any(not follower.ids for follower in followers)
        async with self._units.read() as repositories:
            active = await repositories.jobs.list_active(MOST_ACTIVE) if follows_all else []
            # A job that is no longer active is shown once more, as it ended.
            ended_ids = self._active - {job.id for job in active} if follows_all else set[UUID]()
            ids = sorted(named_ids | ended_ids)
            by_id = {job.id: job for job in await repositories.jobs.without_documents(ids)} if ids else {}
            ready = {job.title for job in by_id.values() if job.title is not None and job.status is Status.READY}
            slugs = await repositories.slugs.of(ready) if ready else {}
        self._active = {job.id for job in active}
        changes = [*active, *(by_id[job_id] for job_id in ended_ids if job_id in by_id)]
        for follower in followers:
            follower.slugs = slugs
            follower.offer(
                changes if not follower.ids else (by_id[job_id] for job_id in follower.ids if job_id in by_id)
            )
            follower.settle()
