"""Import on demand: a user who requests a title gets it, the job that imports it, or that TMDB has no such title.

No user can spend a provider's budget alone: the number of new titles is limited per user, at once and per day. An
imported title counts towards neither; its refresh leaves the reserve of every budget to others.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final, Literal
from uuid import UUID
from weakref import WeakValueDictionary

from chassis.core.clock import Clock
from ingestion.application.job_factory import sync_job
from ingestion.application.ports.unit_of_work import UnitOfWork, UnitsOfWork
from ingestion.domain.errors import AccountErased, ImportLimit
from ingestion.domain.failures import Cause
from ingestion.domain.jobs import IMPORTS, Job, Priority, sync_kind
from ingestion.domain.titles.facts import TitleKey
from jobs.model import Status
from jobs.ports import JobFilter, Wake
from jobs.queue import enqueue

FRESH: Final = timedelta(days=1)
"""A title imported within this time is returned as it is; an older one is imported again and stays visible."""

UNKNOWN_FOR: Final = timedelta(hours=1)
"""How long a title that TMDB does not have is not requested again."""

AT_ONCE_SECONDS: Final = 10
"""An import takes seconds: a user with too many at once may retry after this time."""


@dataclass(frozen=True, slots=True)
class UserLimits:
    """How many imports of new titles one user may have queued or running, and request per UTC day."""

    at_once: int = 20
    per_day: int = 100


@dataclass(frozen=True, slots=True)
class Demand:
    """The outcome of a user's request; `visible` is whether the catalog shows the title now."""

    title: TitleKey
    status: Literal["ready", "importing", "not_found"]
    visible: bool
    job: Job | None = None


class ImportOnDemand:
    """Handles the request of a user who wants to see a title."""

    def __init__(self, units: UnitsOfWork, clock: Clock, wake: Wake, limits: UserLimits) -> None:
        self._units = units
        self._clock = clock
        self._wake = wake
        self._limits = limits
        self._turns: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()
        """One import per user at a time: the others wait here, where they hold no database connection."""

    async def __call__(self, title: TitleKey, *, user: UUID) -> Demand:
        """Return the title if it is fresh; else join or queue its import, unless TMDB had no such title lately.

        Raise ImportLimit when the user has requested too many new titles, AccountErased.
        """
        turn = self._turns.setdefault(user, asyncio.Lock())
        async with turn:
            return await self._import(title, user)

    async def _import(self, title: TitleKey, user: UUID) -> Demand:
        now = self._clock.now()
        async with self._units.begin() as work:
            if await work.erased_users.has(user):
                raise AccountErased
            record = await work.titles.get(title)
            visible = record is not None and record.deleted_at is None
            if record is not None and visible and now - record.imported_at < FRESH:
                return Demand(title, "ready", visible)
            requested = sync_job(title, now, priority=Priority.REFRESH if visible else Priority.USER, requested_by=user)
            if await work.jobs.active(requested.dedup_key) is None:
                if await _is_unknown(work, title, now):
                    return Demand(title, "not_found", visible)
                await self._admit(work, user, now, cost=0 if visible else 1)
            [(job, _)] = await enqueue(work, [requested])
        self._wake()
        return Demand(title, "importing", visible, job)

    async def _admit(self, work: UnitOfWork, user: UUID, now: datetime, *, cost: int) -> None:
        limits = self._limits
        if not await work.shares.take(user, now.date(), cost=cost, limit=limits.per_day):
            midnight = datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)
            raise ImportLimit("per UTC day", limits.per_day, int((midnight - now).total_seconds()) + 1)
        if await work.jobs.count_requested(user, IMPORTS) >= limits.at_once:
            raise ImportLimit("at once", limits.at_once, AT_ONCE_SECONDS)


async def _is_unknown(work: UnitOfWork, title: TitleKey, now: datetime) -> bool:
    failed = JobFilter(statuses=(Status.FAILED,), kinds=(sync_kind(title),), fields={"title": title}, limit=1)
    jobs, _ = await work.jobs.find(failed)
    return any(
        job.title == title
        and job.reason_code == Cause.NOT_FOUND
        and job.finished_at is not None
        and now - job.finished_at < UNKNOWN_FOR
        for job in jobs
    )
