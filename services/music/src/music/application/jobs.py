"""The jobs of music. Each is idempotent: killed at any moment, it is run again."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from jobs import retries
from jobs.model import BACKGROUND, INTERACTIVE, Job, new_job
from jobs.registry import JobRegistry, JobSpec
from jobs.retries import FailureRules, Retry, RetryPolicy, Verdict
from jobs.schedules import Schedule
from music.application.enrichment import jobs as enrichment
from music.domain.folders.errors import FolderUnreadable


class JobKind(StrEnum):
    """What a job does. The values are stored."""

    SCAN = "scan-music"
    """Reads what has changed in the music folders."""
    COVERS = "read-covers"
    """Reads the covers whose files have changed."""
    PURGE = "purge-missing-tracks"
    """Deletes tracks whose files have been missing for long."""
    PRUNE_PLAYS = "prune-plays"
    """Deletes plays that are older than the retention, and mixes of earlier days."""
    ANALYZE = "analyze-music"
    """Measures the sound of tracks that are new or have changed."""


SCAN_KEY: Final = f"{JobKind.SCAN}:all"
"""The key of scans: one is queued or runs at a time."""
_AFTER: Final = "analyze_after"
"""What an analysis is requested after: tracks that come while one runs are analyzed by another one."""
_UNREADABLE: Final = RetryPolicy(tries=1, base=1, cap=1)


def _classify(failure: Exception, now: datetime) -> Verdict:
    if isinstance(failure, FolderUnreadable):
        return Retry("folder_unreadable", _UNREADABLE)
    return retries.classify(failure, now)


REGISTRY: Final = JobRegistry(
    specs=(*map(JobSpec, JobKind), *enrichment.SPECS),
    priorities=(INTERACTIVE, BACKGROUND),
    rerun_flags=frozenset({enrichment.FORCE}),
    rerun_tokens=frozenset({_AFTER}),
    failures=FailureRules(classify=_classify, longest_deferral=timedelta(days=1)),
)


def scan_job(now: datetime, *, is_full: bool, user: UUID | None = None) -> Job:
    """Return a scan of every music folder; a full one reads the tags of files that have not changed, too."""
    priority = BACKGROUND if user is None else INTERACTIVE
    return new_job(JobKind.SCAN, "all", now, {"is_full": is_full}, priority=priority, user=user)


def analysis_job(now: datetime, *, user: UUID | None = None) -> Job:
    """Return the analysis of every track that is new or has changed; one runs at a time."""
    return new_job(JobKind.ANALYZE, "all", now, {_AFTER: now.isoformat()}, user=user)


def covers_job(now: datetime, scan: UUID) -> Job:
    """Return the reading of covers after a scan."""
    return new_job(JobKind.COVERS, str(scan), now, {})


SCHEDULES: Final = (
    *enrichment.SCHEDULES,
    Schedule(
        name="scan",
        kind=JobKind.SCAN,
        cron="17 * * * *",
        description="Read what has changed in the music folders",
        priority=BACKGROUND,
        catch_up=False,
    ),
    Schedule(
        name="purge",
        kind=JobKind.PURGE,
        cron="10 4 * * *",
        description="Delete tracks whose files have been missing for long",
        priority=BACKGROUND,
    ),
    Schedule(
        name="prune-plays",
        kind=JobKind.PRUNE_PLAYS,
        cron="40 4 * * *",
        description="Delete plays that are older than the retention; what was counted stays",
        priority=BACKGROUND,
    ),
    Schedule(
        name="analysis",
        kind=JobKind.ANALYZE,
        cron="47 * * * *",
        description="Measure the sound of tracks that are new, have changed or could not be read",
        priority=BACKGROUND,
        catch_up=False,
    ),
)
"""The schedules that a new installation has."""
