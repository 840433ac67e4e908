"""The jobs that requests and schedules become."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from ingestion.domain.jobs import Job, JobKind, Priority, sync_kind
from ingestion.domain.titles.facts import TitleKey
from jobs.schedules import Schedule

EVERY_SEASON: Final = "everySeason"
"""The payload entry of a sync that fetches every season of a show, with its entity tag."""
FEW: Final = 20
"""For up to so many titles per request, live watchers are fetched per title. For more, trending lists provide them."""


def new_job(
    kind: JobKind,
    now: datetime,
    *,
    dedup_key: str,
    priority: Priority,
    payload: Mapping[str, Any] | None = None,
    title: TitleKey | None = None,
    requested_by: UUID | None = None,
    parent: UUID | None = None,
    run_at: datetime | None = None,
) -> Job:
    """Return a job that can be queued; it is due at `run_at`, or at once."""
    return Job(
        id=uuid4(),
        kind=kind,
        priority=priority,
        dedup_key=dedup_key,
        created_at=now,
        updated_at=now,
        run_at=run_at or now,
        payload=payload or {},
        title=title,
        requested_by=(requested_by,) if requested_by else (),
        parent=parent,
    )


def sync_job(
    title: TitleKey,
    now: datetime,
    *,
    priority: Priority,
    requested_by: UUID | None = None,
    force: bool = False,
    live: bool = True,
    every_season: bool = False,
    parent: UUID | None = None,
    run_at: datetime | None = None,
) -> Job:
    """Return the job that imports a title; one at a time per title.

    Without `live` its live watchers are not requested. With `every_season` every season of a show is fetched once, with
    its entity tag.
    """
    payload: dict[str, Any] = {"force": True} if force else {}
    if not live:
        payload["live"] = False
    if every_season and title.kind == "show":
        payload[EVERY_SEASON] = True
    return new_job(
        sync_kind(title),
        now,
        dedup_key=f"sync:{title}",
        priority=priority,
        payload=payload,
        title=title,
        requested_by=requested_by,
        parent=parent,
        run_at=run_at,
    )


def scheduled_job(schedule: Schedule, now: datetime, run_for: datetime, user: UUID | None) -> Job:
    """Return the job of a schedule's run that is due for `run_for`; one at a time per kind."""
    kind = JobKind(schedule.kind)
    return new_job(
        kind,
        now,
        dedup_key=kind.value,
        priority=Priority(schedule.priority),
        payload={**schedule.payload, "schedule": schedule.name, "runFor": run_for.isoformat()},
        requested_by=user,
    )
