"""The jobs of federation. Each is idempotent: killed at any moment, it is run again."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from federation.domain.imports.errors import FileDiffers
from federation.domain.peers.errors import PeerRefused, PeerUnreachable
from federation.domain.sharing.errors import ContentUnavailable
from jobs.model import BACKGROUND, INTERACTIVE, Job, new_job
from jobs.registry import JobRegistry, JobSpec
from jobs.retries import Defer, FailureRules, Retry, RetryPolicy, Verdict
from jobs.retries import classify as unknown
from jobs.schedules import Schedule

_WAIT: Final = timedelta(seconds=15)
_POLICY: Final = RetryPolicy(tries=5, base=5, cap=300)
CHANGED: Final = "changed"
"""The entry of the payload that has another value with every change, so that none is missed while a job runs."""


class JobKind(StrEnum):
    """What a job does. The values are stored."""

    NOTIFY = "notify-peer"
    """Notifies a peer of our decision and what it is requested to delete."""
    IMPORT = "import-album"
    """Copies an album of a peer."""
    CHECK = "check-peers"
    """Calls every peer, and queues what it has not confirmed."""
    CLEAN = "clean-up"
    """Deletes nonces, counts, invitations and ended jobs."""


def classify(failure: Exception, now: datetime) -> Verdict:
    """Return what follows a failure of a job: a server that is away is waited for."""
    match failure:
        case PeerUnreachable(code=code):
            return Defer(code, now + _WAIT)
        case ContentUnavailable():
            return Defer("content_unavailable", now + _WAIT)
        case PeerRefused(status=429, code=code):
            return Defer(code, now + timedelta(hours=1))
        case PeerRefused(code=code):
            return Retry(code, _POLICY)
        case FileDiffers():
            return Retry("file_differs", _POLICY)
        case _:
            return unknown(failure, now)


REGISTRY: Final = JobRegistry(
    specs=(JobSpec(JobKind.NOTIFY, 4), JobSpec(JobKind.IMPORT, 2), JobSpec(JobKind.CHECK), JobSpec(JobKind.CLEAN)),
    priorities=(INTERACTIVE, BACKGROUND),
    failures=FailureRules(classify, longest_deferral=timedelta(days=7)),
    rerun_tokens=frozenset({CHANGED}),
)


def notice_job(peer_id: UUID, revision: str, now: datetime) -> Job:
    """Return the job that notifies a peer of what has changed."""
    payload = {"peer_id": str(peer_id), CHANGED: revision}
    return new_job(JobKind.NOTIFY, str(peer_id), now, payload, priority=INTERACTIVE)


def import_job(import_id: UUID, now: datetime, user: UUID) -> Job:
    """Return the job that copies an album."""
    return new_job(JobKind.IMPORT, str(import_id), now, {"import_id": str(import_id)}, user=user)


SCHEDULES: Final = (
    Schedule(
        name="check-peers",
        kind=JobKind.CHECK,
        cron="* * * * *",
        description="Call every peer, and notify it of what it has not confirmed",
        priority=BACKGROUND,
        catch_up=False,
    ),
    Schedule(
        name="clean-up",
        kind=JobKind.CLEAN,
        cron="20 * * * *",
        description="Delete nonces, counts and invitations that are needed no longer, and old jobs",
        priority=BACKGROUND,
    ),
)
"""The schedules that a new installation has."""
