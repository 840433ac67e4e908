"""Job to row and back, with the fields that a service adds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic

from sqlalchemy import Row, Table

from chassis.runtime.tracing.origins import current_origin
from jobs.model import J, Job, Status
from jobs.registry import JobRegistry
from jobs.schedules import Schedule

LONGEST_REASON: Final = 2000
"""Characters of a reason that are kept."""

Columns = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Queue(Generic[J]):
    """The queue of a service: its table, its registry, and how the fields of its own job class are stored."""

    table: Table
    registry: JobRegistry
    create: Callable[[dict[str, Any], Row[Any]], J]
    """Returns a job from the common fields, by name, and the row with the added columns."""
    fields: tuple[str, ...] = ()
    """The fields that the service's job class adds."""
    to_columns: Callable[[Mapping[str, Any]], Columns] = dict
    """Returns the columns of values of added fields, by field name."""

    def to_row(self, job: J) -> dict[str, Any]:
        """Return the values of every column; `leased_until` is null."""
        return {
            "id": job.id,
            "kind": str(job.kind),
            "status": job.status.value,
            "priority": int(job.priority),
            "dedup_key": job.dedup_key,
            "payload": dict(job.payload),
            "checkpoint": dict(job.checkpoint),
            "attempts": job.attempts,
            "lost": job.lost,
            "done": job.done,
            "total": job.total,
            "reason_code": job.reason_code,
            "reason": job.reason[:LONGEST_REASON] if job.reason else None,
            "requested_by": list(job.requested_by),
            "parent": job.parent,
            "lease": job.lease,
            "leased_until": None,
            "run_at": job.run_at,
            "created_at": job.created_at,
            "updated_at": job.updated_at,
            "finished_at": job.finished_at,
            "result": dict(job.result) if job.result is not None else None,
            "origin": dict(job.origin or current_origin()) or None,
            **self.to_columns({name: getattr(job, name) for name in self.fields}),
        }

    def from_row(self, row: Row[Any]) -> J:
        """Return the job of a row."""
        common = {
            "id": row.id,
            "kind": row.kind,
            "status": Status(row.status),
            "priority": row.priority,
            "dedup_key": row.dedup_key,
            "payload": row.payload,
            "checkpoint": row.checkpoint,
            "attempts": row.attempts,
            "lost": row.lost,
            "done": row.done,
            "total": row.total,
            "reason_code": row.reason_code,
            "reason": row.reason,
            "requested_by": tuple(row.requested_by),
            "parent": row.parent,
            "lease": row.lease,
            "run_at": row.run_at,
            "created_at": row.created_at,
            "updated_at": row.updated_at,
            "finished_at": row.finished_at,
            "result": row.result,
            "origin": row.origin or {},
        }
        return self.create(common, row)


def plain_queue(table: Table, registry: JobRegistry) -> Queue[Job]:
    """Return the queue of a service that adds no fields to jobs."""
    return Queue(table, registry, lambda common, _: Job(**common))


def from_schedule(schedule: Schedule) -> dict[str, Any]:
    """Return the values of every column of a schedule."""
    return {
        "name": schedule.name,
        "kind": str(schedule.kind),
        "cron": schedule.cron,
        "description": schedule.description,
        "payload": dict(schedule.payload),
        "priority": int(schedule.priority),
        "enabled": schedule.enabled,
        "catch_up": schedule.catch_up,
        "last_run_at": schedule.last_run_at,
        "next_run_at": schedule.next_run_at,
    }


def to_schedule(row: Row[Any]) -> Schedule:
    """Return the schedule of a row."""
    return Schedule(
        name=row.name,
        kind=row.kind,
        cron=row.cron,
        description=row.description,
        payload=row.payload,
        priority=row.priority,
        enabled=row.enabled,
        catch_up=row.catch_up,
        last_run_at=row.last_run_at,
        next_run_at=row.next_run_at,
    )
