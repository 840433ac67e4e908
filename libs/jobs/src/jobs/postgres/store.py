"""The queue on one connection, in the caller's transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Generic
from uuid import UUID

from sqlalchemy import BindParameter, Select, bindparam, delete, func, literal_column, select, text, update
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from jobs.errors import DuplicateJob, LeaseLost
from jobs.model import J, Status
from jobs.ports import JobFilter
from jobs.postgres.claims import CLAIM, DUE, LOCK, claim_values
from jobs.postgres.held import EXTEND, end_statement, held_updates, own_columns, to_rows
from jobs.postgres.queries import Conditions
from jobs.postgres.rows import Queue
from jobs.postgres.tables import IS_ACTIVE
from jobs.registry import Retention

PRUNED_AT_ONCE: Final = 5000
ADDED_AT_ONCE: Final = 500


class PostgresJobs(Generic[J]):
    """Implements `jobs.ports.JobStore`."""

    def __init__(self, connection: AsyncConnection, queue: Queue[J]) -> None:
        self._connection = connection
        self._queue = queue
        self._jobs = queue.table
        self._conditions = Conditions(queue)

    async def add(self, jobs: Sequence[J]) -> list[tuple[J, bool]]:
        """Insert jobs; one whose key is active updates that job instead."""
        by_key = {job.dedup_key: job for job in reversed(jobs)}
        # In key order, so that two transactions that queue the same jobs cannot deadlock.
        ordered = sorted(by_key.values(), key=lambda job: job.dedup_key)
        stored: dict[str, tuple[J, bool]] = {}
        for start in range(0, len(ordered), ADDED_AT_ONCE):
            stored |= await self._add(ordered[start : start + ADDED_AT_ONCE])
        return [stored[job.dedup_key] for job in jobs]

    async def _add(self, ordered: Sequence[J]) -> dict[str, tuple[J, bool]]:
        jobs = self._jobs
        statement = upsert(jobs)
        joined = statement.on_conflict_do_update(
            index_elements=["dedup_key"],
            index_where=text(IS_ACTIVE),
            set_={
                "priority": func.least(jobs.c.priority, statement.excluded.priority),
                "requested_by": text("array(select distinct unnest(jobs.requested_by || excluded.requested_by))"),
                "payload": jobs.c.payload.op("||")(statement.excluded.payload),
                "run_at": text(
                    "case when excluded.priority = 0 and jobs.status = 'queued' and jobs.attempts = 0"
                    " and jobs.reason_code is null then least(jobs.run_at, excluded.run_at) else jobs.run_at end"
                ),
                "updated_at": statement.excluded.updated_at,
            },
        ).returning(jobs, literal_column("(xmax = 0)").label("is_new"))
        rows = await self._connection.execute(joined, [self._queue.to_row(job) for job in ordered])
        return {row.dedup_key: (self._queue.from_row(row), bool(row.is_new)) for row in rows}

    async def add_once(self, job: J) -> tuple[J, bool]:
        """Insert a job unless one has its id.

        Without a conflict target every unique index is checked, so that two transactions that add the job at the same
        time wait for each other; with the key as the target the primary key of the second one would be violated.
        """
        statement = upsert(self._jobs).on_conflict_do_nothing().returning(self._jobs)
        row = (await self._connection.execute(statement, self._queue.to_row(job))).one_or_none()
        if row is not None:
            return self._queue.from_row(row), True
        earlier = await self.get(job.id)
        if earlier is None:
            raise RuntimeError(f"the key of job {job.id} belongs to another job")
        return earlier, False

    async def get(self, job_id: UUID, *, lock: bool = False) -> J | None:
        """Return a job."""
        query = select(self._jobs).where(self._jobs.c.id == job_id)
        return await self._one(query.with_for_update() if lock else query)

    async def active(self, dedup_key: str) -> J | None:
        """Return the queued or running job of a key, by the unique index."""
        return await self._one(select(self._jobs).where(self._jobs.c.dedup_key == dedup_key, text(IS_ACTIVE)))

    async def by_ids(self, ids: Sequence[UUID]) -> list[J]:
        """Return the jobs of these ids, in no order."""
        return await self._all(select(self._jobs).where(self._jobs.c.id == func.any(_array("ids", ids))))

    async def find(self, matching: JobFilter) -> tuple[list[J], int]:
        """Return a page of jobs, newest first, and the number of jobs that match in all."""
        conditions, jobs = self._conditions.of_filter(matching), self._jobs
        total = await self._connection.scalar(select(func.count()).select_from(jobs).where(*conditions))
        page = select(jobs).where(*conditions).order_by(jobs.c.created_at.desc(), jobs.c.id.desc())
        return await self._all(page.limit(matching.limit).offset(matching.offset)), int(total or 0)

    async def without_documents(self, ids: Sequence[UUID]) -> list[J]:
        """Return the jobs of these ids with empty payloads and checkpoints."""
        columns = self._conditions.without_documents()
        return await self._all(select(*columns).where(self._jobs.c.id == func.any(_array("ids", ids))))

    async def list_active(self, limit: int) -> list[J]:
        """Return the newest queued and running jobs with empty payloads and checkpoints."""
        jobs = self._jobs.c
        active = select(*self._conditions.without_documents()).where(text(IS_ACTIVE))
        return await self._all(active.order_by(jobs.created_at.desc(), jobs.id.desc()).limit(limit))

    async def count_requested(self, user_id: UUID, kinds: Collection[str]) -> int:
        """Return how many queued and running jobs of these kinds, without a parent, a user has requested."""
        jobs = self._jobs.c
        query = select(func.count()).where(
            text(IS_ACTIVE),
            jobs.kind.in_(sorted(kinds)),
            jobs.parent.is_(None),
            jobs.requested_by.contains([user_id]),
        )
        return int(await self._connection.scalar(query.select_from(self._jobs)) or 0)

    async def count_states(self, ids: Sequence[UUID]) -> Mapping[Status, int]:
        """Return how many of these jobs are in each status."""
        jobs = self._jobs.c
        query = select(jobs.status, func.count()).where(jobs.id == func.any(_array("ids", ids))).group_by(jobs.status)
        return {Status(status): int(count) for status, count in await self._connection.execute(query)}

    async def cancel_waiting(self, parent: J) -> list[J]:
        """Cancel the queued jobs that `parent` queued, except those that other users requested too; return them."""
        jobs = self._jobs
        rows = await self._connection.execute(
            update(jobs)
            .where(
                jobs.c.parent == parent.id,
                jobs.c.status == Status.QUEUED,
                jobs.c.requested_by.contained_by(list(parent.requested_by)),
            )
            .values(
                status=Status.CANCELLED,
                reason_code=parent.reason_code,
                reason=parent.reason,
                finished_at=parent.finished_at,
                updated_at=parent.updated_at,
            )
            .returning(jobs)
        )
        return [self._queue.from_row(row) for row in rows]

    async def save(self, job: J) -> None:
        """Replace a job whose row the caller has locked; the unique index finds a duplicate."""
        changed = update(self._jobs).where(self._jobs.c.id == job.id).values(self._queue.to_row(job))
        try:
            await self._connection.execute(changed)
        except IntegrityError as duplicate:
            raise DuplicateJob(job.dedup_key) from duplicate

    async def save_held(self, job: J, lease: UUID) -> Mapping[str, Any]:
        """Replace a job where its lease is still this one. The end of the lease changes only with the lease."""
        keep, end = held_updates(self._jobs)
        row_values = self._queue.to_row(job)
        # Only the columns of the statement: an update also sets every column that its parameters name.
        values = {name: row_values[name] for name in own_columns(self._jobs)}
        held = {**values, "held_id": job.id, "held_lease": lease}
        row = (await self._connection.execute(keep if job.lease is not None else end, held)).one_or_none()
        if row is None:
            raise LeaseLost(job.id)
        payload: Mapping[str, Any] = row.payload
        return payload

    async def end_held(self, jobs: Mapping[UUID, J]) -> Mapping[UUID, Mapping[str, Any]]:
        """Replace jobs, by their leases, whose runs have ended, with one statement."""
        if not jobs:
            return {}
        rows = await self._connection.execute(end_statement(self._jobs), {"rows": to_rows(self._queue, jobs)})
        payloads: dict[UUID, Mapping[str, Any]] = {row.id: row.payload for row in rows}
        for job in jobs.values():
            if job.id not in payloads:
                raise LeaseLost(job.id)
        return payloads

    async def claim(self, free: int, lease: timedelta) -> list[J]:
        """Lease up to `free` due jobs; claims of several workers wait for each other."""
        await self._connection.execute(LOCK)
        rows = await self._connection.execute(CLAIM, claim_values(self._queue.registry, free, lease))
        return sorted((self._queue.from_row(row) for row in rows), key=lambda job: (job.priority, job.run_at))

    async def are_due(self) -> bool:
        """Return whether a claim may find jobs, in one statement that locks nothing."""
        registry = self._queue.registry
        values = {"kinds": list(registry.limits), "priorities": list(registry.priorities)}
        [row] = await DUE(self._connection, values)
        return bool(row["are_due"])

    async def heartbeat(self, leases: Sequence[UUID], lease: timedelta) -> set[UUID]:
        """Extend leases by the database's clock, and return those that are still held."""
        held = await self._connection.execute(EXTEND, {"leases": list(leases), "lease": lease})
        return set(held.scalars())

    async def stalled(self) -> list[J]:
        """Return the running jobs whose lease has expired, locked; those that another worker holds are left out."""
        jobs = self._jobs
        expired = select(jobs).where(jobs.c.status == Status.PROCESSING, jobs.c.leased_until < func.clock_timestamp())
        return await self._all(expired.with_for_update(skip_locked=True))

    async def prune(self, retention: Retention, now: datetime) -> int:
        """Delete up to `PRUNED_AT_ONCE` jobs that are kept no longer, and return how many."""
        jobs = self._jobs
        expired = select(jobs.c.id).where(*self._conditions.expired(retention, now)).limit(PRUNED_AT_ONCE)
        return (await self._connection.execute(delete(jobs).where(jobs.c.id.in_(expired)))).rowcount

    async def _one(self, query: Select[Any]) -> J | None:
        row = (await self._connection.execute(query)).one_or_none()
        return self._queue.from_row(row) if row is not None else None

    async def _all(self, query: Select[Any]) -> list[J]:
        return [self._queue.from_row(row) for row in await self._connection.execute(query)]


def _array(name: str, ids: Sequence[UUID]) -> BindParameter[Any]:
    return bindparam(name, list(ids), type_=ARRAY(UuidType))
