"""Import on demand: who looks a title up gets it, the job that brings it, or the news that TMDB knows none."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from ingestion.application.ports import Clock, JobFilter, OpenUnit, UnitOfWork, Wake
from ingestion.application.queueing import queue, sync_job
from ingestion.domain.facts import TitleKey
from ingestion.domain.failures import Cause
from ingestion.domain.jobs import Job, Priority, Status, sync_kind

FRESH: Final = timedelta(days=1)
"""A title imported within this time is given as it is; an older one is imported again and stays visible meanwhile."""

UNKNOWN_FOR: Final = timedelta(hours=1)
"""For so long TMDB's word that it knows no such title is not asked for again."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What became of somebody's wish: `visible` tells whether the title can be looked at now."""

    title: TitleKey
    status: Literal["ready", "importing", "not_found"]
    visible: bool
    job: Job | None = None


class ImportOnDemand:
    """Answers a person who wants to see a title."""

    def __init__(self, open_unit: OpenUnit, clock: Clock, wake: Wake) -> None:
        self._open = open_unit
        self._clock = clock
        self._wake = wake

    async def __call__(self, title: TitleKey, *, user: UUID) -> Demand:
        """Give the title if it is fresh; else join or queue its import, unless TMDB has just said there is none."""
        now = self._clock()
        wanted = sync_job(title, now, priority=Priority.PERSON, requested_by=user)
        async with self._open() as unit:
            record = await unit.titles.get(title)
            visible = record is not None and record.gone_at is None
            if record is not None and visible and now - record.imported_at < FRESH:
                return Demand(title, "ready", visible)
            if await unit.jobs.alive(wanted.dedup_key) is None and await _is_unknown(unit, title, now):
                return Demand(title, "not_found", visible)
            [(job, _)] = await queue(unit, [wanted])
            await unit.commit()
        self._wake()
        return Demand(title, "importing", visible, job)


async def _is_unknown(unit: UnitOfWork, title: TitleKey, now: datetime) -> bool:
    failed = JobFilter(statuses=(Status.FAILED,), kinds=(sync_kind(title),), title=title, limit=1)
    found, _ = await unit.jobs.find(failed)
    return any(
        job.title == title
        and job.reason_code == Cause.NOT_FOUND
        and job.finished_at is not None
        and now - job.finished_at < UNKNOWN_FOR
        for job in found
    )
