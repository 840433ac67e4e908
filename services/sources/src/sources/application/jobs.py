"""The jobs of sources. Each is idempotent: killed at any moment, it is run again."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from jobs.model import BACKGROUND, INTERACTIVE, Job, new_job
from jobs.registry import JobRegistry, JobSpec
from jobs.retries import FailureRules
from jobs.schedules import Schedule
from sources.domain.media_sources.failures import classify

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
    priorities=(INTERACTIVE, BACKGROUND, AFTER_OUTAGE),
    failures=FailureRules(classify, longest_deferral=timedelta(days=7)),
)


def scan_key(source_id: UUID) -> str:
    """Return the key of the scans of a source: one at a time is queued or runs."""
    return f"{JobKind.SCAN}:{source_id}"


def scan_job(source_id: UUID, now: datetime, *, priority: int = BACKGROUND, user: UUID | None = None) -> Job:
    """Return a scan of a source; the most urgent one if a user waits for it."""
    return new_job(JobKind.SCAN, str(source_id), now, {"source_id": str(source_id)}, priority=priority, user=user)


SCHEDULES: Final = (
    Schedule(
        name="scans",
        kind=JobKind.SCAN_DUE,
        cron="* * * * *",
        description="Scan the sources whose time has come",
        priority=BACKGROUND,
    ),
    Schedule(
        name="outages",
        kind=JobKind.RECHECK,
        cron="*/5 * * * *",
        description="Check the sources that could not be read, and scan those that can be again",
        priority=BACKGROUND,
        catch_up=False,
    ),
    Schedule(
        name="clean-up",
        kind=JobKind.CLEAN,
        cron="40 3 * * *",
        description="Delete files that have left their sources long ago, and old scans",
        priority=BACKGROUND,
    ),
)
"""The schedules that a new installation has."""
