"""Jobs of services that add no fields of their own."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from jobs.model import BACKGROUND, INTERACTIVE, Job
from jobs.schedules import Schedule


def new_job(
    kind: str,
    key: str,
    now: datetime,
    payload: Mapping[str, Any],
    *,
    priority: int = BACKGROUND,
    user: UUID | None = None,
    parent: UUID | None = None,
    run_at: datetime | None = None,
) -> Job:
    """Return a job that can be queued; it is due at `run_at`, or at once. One of a kind and key is active at a time."""
    return Job(
        id=uuid4(),
        kind=kind,
        priority=priority,
        dedup_key=f"{kind}:{key}",
        created_at=now,
        updated_at=now,
        run_at=run_at or now,
        payload=payload,
        requested_by=() if user is None else (user,),
        parent=parent,
    )


def scheduled_job(schedule: Schedule, now: datetime, _: datetime, user: UUID | None) -> Job:
    """Return the job of a schedule, one at a time per kind; the most urgent one if a user waits for it."""
    priority = schedule.priority if user is None else INTERACTIVE
    return new_job(schedule.kind, "all", now, schedule.payload, priority=priority, user=user)
