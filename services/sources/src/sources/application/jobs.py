"""The jobs of sources. Each is idempotent: killed at any moment, it is run again."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID, uuid4

from jobs.model import INTERACTIVE, Job
from jobs.registry import JobRegistry, JobSpec
from jobs.retries import FailureRules
from jobs.schedules import Schedule
from sources.domain.media_sources.failures import classify

SCHEDULED: Final = 1
"""The priority of what no user waits for; lower numbers come first."""


AFTER_OUTAGE: Final = 2
"""The priority of scans of sources that could not be read before: they wait behind those of others."""


class JobKind(StrEnum):
    """What a job does. The values are stored."""

    SCAN = "scan-source"
    """Lists the files of one source, and recognizes those that are new or changed."""
    SCAN_DUE = "scan-due-sources"
    """Queues a scan of every source whose time has come."""
    RECHECK = "recheck-outages"
    """Connects to the sources that could not be read."""
    CLEAN = "clean-up"
    """Deletes files that are gone long ago, and ended jobs."""


MOST_SCANS: Final = 8
"""Scans at once over all workers."""

REGISTRY: Final = JobRegistry(
    specs=(JobSpec(JobKind.SCAN, MOST_SCANS), *map(JobSpec, (JobKind.SCAN_DUE, JobKind.RECHECK, JobKind.CLEAN))),
    priorities=(INTERACTIVE, SCHEDULED, AFTER_OUTAGE),
    failures=FailureRules(classify, longest_deferral=timedelta(days=7)),
)


def new_job(kind: JobKind, key: str, now: datetime, payload: Mapping[str, Any], *, priority: int = SCHEDULED) -> Job:
    """Return a job that can be queued. One of a key is active at a time."""
    return Job(
        id=uuid4(),
        kind=kind,
        priority=priority,
        dedup_key=f"{kind}:{key}",
        created_at=now,
        updated_at=now,
        run_at=now,
        payload=payload,
    )


def scan_key(source_id: UUID) -> str:
    """Return the key of the scans of a source: one at a time is queued or runs."""
    return f"{JobKind.SCAN}:{source_id}"


def scan_job(source_id: UUID, now: datetime, *, priority: int = SCHEDULED, user: UUID | None = None) -> Job:
    """Return a scan of a source; the most urgent one if a user waits for it."""
    job = new_job(JobKind.SCAN, str(source_id), now, {"source_id": str(source_id)}, priority=priority)
    return job if user is None else replace(job, requested_by=(user,))


def scheduled_job(schedule: Schedule, now: datetime, _: datetime, user: UUID | None) -> Job:
    """Return the job of a schedule; the most urgent one if a user waits for it."""
    priority = schedule.priority if user is None else INTERACTIVE
    job = new_job(JobKind(schedule.kind), "all", now, schedule.payload, priority=priority)
    return job if user is None else replace(job, requested_by=(user,))


SCHEDULES: Final = (
    Schedule(
        name="scans",
        kind=JobKind.SCAN_DUE,
        cron="* * * * *",
        description="Scan the sources whose time has come",
        priority=SCHEDULED,
    ),
    Schedule(
        name="outages",
        kind=JobKind.RECHECK,
        cron="*/5 * * * *",
        description="Check the sources that could not be read, and scan those that can be again",
        priority=SCHEDULED,
        catch_up=False,
    ),
    Schedule(
        name="clean-up",
        kind=JobKind.CLEAN,
        cron="40 3 * * *",
        description="Delete files that have left their sources long ago, and old scans",
        priority=SCHEDULED,
    ),
)
"""The schedules that a new installation has."""
