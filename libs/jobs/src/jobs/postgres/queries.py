"""Conditions and columns of the queue's queries."""

from datetime import datetime
from typing import Any, Final, Generic

from sqlalchemy import (
    ColumnElement,
    and_,
    case,
    cast,
    literal,
    literal_column,
    not_,
    or_,
)
from sqlalchemy.dialects.postgresql import JSONB

from jobs.model import J, Status
from jobs.ports import JobFilter
from jobs.postgres.rows import Queue
from jobs.registry import Retention

_DOCUMENTS: Final = ("payload", "checkpoint")


class Conditions(Generic[J]):
    """Builds the parts of statements on a service's table of jobs."""

    def __init__(self, queue: Queue[J]) -> None:
        self._queue = queue
        self._jobs = queue.table.c

    def of_filter(self, filters: JobFilter) -> list[ColumnElement[bool]]:
        """Return the conditions of a filter."""
        jobs = self._jobs
        conditions: list[ColumnElement[bool]] = []
        if filters.statuses:
            conditions.append(or_(*(self._in_phase(status) for status in filters.statuses)))
        if filters.kinds:
            conditions.append(jobs.kind.in_(filters.kinds))
        if filters.ids:
            conditions.append(jobs.id.in_(filters.ids))
        if filters.parent is not None:
            conditions.append(jobs.parent == filters.parent)
        if filters.requested_by is not None:
            conditions.append(jobs.requested_by.contains([filters.requested_by]))
        if filters.since is not None:
            conditions.append(jobs.created_at >= filters.since)
        if filters.until is not None:
            conditions.append(jobs.created_at < filters.until)
        added = self._queue.to_columns(filters.fields) if filters.fields else {}
        return conditions + [jobs[name] == value for name, value in added.items()]

    def expired(self, retention: Retention, now: datetime) -> list[ColumnElement[bool]]:
        """Return the conditions of jobs that are kept no longer; the first one is for the index."""
        jobs = self._jobs
        by_reason = [
            (and_(jobs.reason_code == code, jobs.parent.is_(None)), literal(now - kept))
            for code, kept in retention.by_reason.items()
        ]
        bound = case(
            (jobs.status != Status.FAILED, literal(now - retention.ended)),
            *by_reason,
            else_=literal(now - retention.failed),
        )
        shortest = min(retention.ended, retention.failed, *retention.by_reason.values())
        return [jobs.finished_at < literal(now - shortest), jobs.finished_at < bound]

    def without_documents(self) -> list[ColumnElement[Any]]:
        """Return every column, with empty documents instead of the payload and the checkpoint."""
        empty = cast(literal_column("'{}'"), JSONB)
        columns: list[ColumnElement[Any]] = [column for column in self._jobs if column.name not in _DOCUMENTS]
        return columns + [empty.label(name) for name in _DOCUMENTS]

    def _in_phase(self, status: Status) -> ColumnElement[bool]:
        """Return the condition of a status as users see it (`JobRegistry.phase`)."""
        jobs = self._jobs
        waits = and_(jobs.kind.in_(sorted(self._queue.registry.composites)), jobs.done.is_not(None))
        if status is Status.QUEUED:
            return and_(jobs.status == status, not_(waits))
        if status is Status.PROCESSING:
            return or_(jobs.status == status, and_(jobs.status == Status.QUEUED, waits))
        return jobs.status == status
