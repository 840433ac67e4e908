"""The queue: a table of jobs, claimed with SKIP LOCKED and held by a lease."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    case,
    cast,
    delete,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
    update,
)
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from ingestion.application.ports.jobs import JobFilter
from ingestion.domain.errors import KeyTaken, LeaseLost
from ingestion.domain.failures import Cause
from ingestion.domain.jobs import CONCURRENCY_LIMITS, Job, JobKind, Priority, Status
from ingestion.domain.titles.facts import TitleKey
from ingestion.infrastructure.tables import jobs

PRUNED_AT_ONCE: Final = 5000
AGING_SECONDS: Final = 600
"""A waiting job gains one priority every ten minutes, but never that of a person who waits."""

# Claims stand in line, since each counts what runs to keep within the caps. A statement of its own: the next one
# must see what the last claim has committed.
_ONE_AT_A_TIME: Final = text("select from locks where name = 'jobs.claim' for update")

# The oldest of each kind and priority are found by the index, whatever else waits or is put off; the most urgent of
# them are taken, the kinds in turn by how many of each run already. Each step is materialized: a planner that still
# takes the table for empty would find the candidates anew for every job there is, which took 0.8 s a claim. For the
# same reason those chosen are looked up by their id alone: `|| ''` keeps the index of all that is queued out of it.
CLAIM: Final = text(
    """
    with running as materialized (
      select kind, count(*) as held from jobs where status = 'processing' group by kind
    ), candidates as materialized (
      select picked.id, picked.run_at, kinds.kind, kinds.cap, coalesce(running.held, 0) as held,
             case when level.priority = 0 then 0
                  else greatest(1, level.priority
                       - floor(extract(epoch from statement_timestamp() - picked.run_at) / :aging)::int) end as urgency
      from unnest(cast(:kinds as text[]), cast(:caps as int[])) as kinds(kind, cap)
      left join running using (kind)
      cross join unnest(cast(:priorities as int[])) as level(priority)
      cross join lateral (
        select id, run_at from jobs
        where status = 'queued' and jobs.kind = kinds.kind and jobs.priority = level.priority
          and run_at <= statement_timestamp()
        order by run_at limit :free * 2
      ) as picked
      where coalesce(running.held, 0) < kinds.cap
    ), ranked as materialized (
      select id, run_at, cap, urgency,
             row_number() over (partition by kind order by urgency, run_at) + held as turn
      from candidates
    ), free as materialized (
      select id from jobs
      where id = any(array(select id from ranked where turn <= cap order by urgency, turn, run_at limit :free))
        and status || '' = 'queued'
      for update skip locked
    )
    update jobs
    set status = 'processing', lease = gen_random_uuid(), leased_until = clock_timestamp() + :lease,
        updated_at = clock_timestamp()
    where id = any(array(select id from free))
    returning jobs.*
    """
)


def claim_values(free: int, lease: timedelta) -> dict[str, Any]:
    """Give what CLAIM is asked with."""
    return {
        "free": free,
        "lease": lease,
        "aging": AGING_SECONDS,
        "kinds": [kind.value for kind in JobKind],
        "caps": [CONCURRENCY_LIMITS.get(kind, 1) for kind in JobKind],
        "priorities": [int(priority) for priority in Priority],
    }


# What others may change while a job runs is left alone: who waits for it, how urgent it is, what more is wanted.
_OWN: Final[dict[str, Any]] = {
    column.name: bindparam(column.name)
    for column in jobs.c
    if column.name not in ("id", "requested_by", "priority", "payload", "leased_until")
}
_HELD: Final = update(jobs).where(jobs.c.id == bindparam("wanted_id"), jobs.c.lease == bindparam("held_lease"))
_KEEP: Final = _HELD.values(_OWN).returning(jobs.c.payload)
_END: Final = _HELD.values({**_OWN, "leased_until": None}).returning(jobs.c.payload)


_LARGE: Final = ("payload", "checkpoint")
_NOTHING: Final = cast(literal_column("'{}'"), JSONB)
_SHOWN: Final = [
    *(column for column in jobs.c if column.name not in _LARGE),
    *(_NOTHING.label(name) for name in _LARGE),
]


class SqlJobs:
    """Jobs in Postgres."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, new: Sequence[Job]) -> list[tuple[Job, bool]]:
        """Queue jobs; one whose key is alive joins that job and makes it as urgent as itself."""
        by_key = {job.dedup_key: job for job in reversed(new)}
        # In one order for all: two that queue the same jobs must not wait for each other.
        ordered = sorted(by_key.values(), key=lambda job: job.dedup_key)
        stored: dict[str, tuple[Job, bool]] = {}
        for start in range(0, len(ordered), 500):
            stored |= await self._add(ordered[start : start + 500])
        return [stored[job.dedup_key] for job in new]

    async def _add(self, ordered: Sequence[Job]) -> dict[str, tuple[Job, bool]]:
        statement = upsert(jobs)
        joined = statement.on_conflict_do_update(
            index_elements=["dedup_key"],
            index_where=text("status in ('queued', 'processing')"),
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
        rows = await self._connection.execute(joined, [_row(job) for job in ordered])
        return {row.dedup_key: (_job(row), bool(row.is_new)) for row in rows}

    async def get(self, job_id: UUID, *, lock: bool = False) -> Job | None:
        """Give a job."""
        query = select(jobs).where(jobs.c.id == job_id)
        found = await self._connection.execute(query.with_for_update() if lock else query)
        row = found.one_or_none()
        return _job(row) if row is not None else None

    async def active(self, dedup_key: str) -> Job | None:
        """Give the job of a key that is queued or running."""
        found = await self._connection.execute(
            select(jobs).where(jobs.c.dedup_key == dedup_key, text("jobs.status in ('queued', 'processing')"))
        )
        row = found.one_or_none()
        return _job(row) if row is not None else None

    async def find(self, wanted: JobFilter) -> tuple[list[Job], int]:
        """Give a page of jobs, newest first, and how many there are in all."""
        total = await self._connection.scalar(_filtered(select(func.count()).select_from(jobs), wanted))
        rows = await self._connection.execute(
            _filtered(select(jobs), wanted)
            .order_by(jobs.c.created_at.desc(), jobs.c.id.desc())
            .limit(wanted.limit)
            .offset(wanted.offset)
        )
        return [_job(row) for row in rows], int(total or 0)

    async def without_documents(self, ids: Sequence[UUID]) -> list[Job]:
        """Return the jobs of these ids without their payloads and checkpoints, which may be large."""
        wanted = bindparam("ids", list(ids), type_=ARRAY(UuidType))
        rows = await self._connection.execute(select(*_SHOWN).where(jobs.c.id == func.any(wanted)))
        return [_job(row) for row in rows]

    async def list_active(self, limit: int) -> list[Job]:
        """Return the newest queued and running jobs without their payloads and checkpoints."""
        alive = select(*_SHOWN).where(text("jobs.status in ('queued', 'processing')"))
        rows = await self._connection.execute(alive.order_by(jobs.c.created_at.desc(), jobs.c.id.desc()).limit(limit))
        return [_job(row) for row in rows]

    async def count_requested(self, user_id: UUID) -> int:
        """Return how many imports that the user requested one by one are queued or running."""
        query = select(func.count()).where(
            text("jobs.status in ('queued', 'processing')"),
            jobs.c.kind.in_([JobKind.SYNC_MOVIE, JobKind.SYNC_SHOW]),
            jobs.c.parent.is_(None),
            jobs.c.requested_by.contains([user_id]),
        )
        return int(await self._connection.scalar(query.select_from(jobs)) or 0)

    async def count_states(self, ids: Sequence[UUID]) -> Mapping[Status, int]:
        """Return how many of these jobs are in each status."""
        wanted = bindparam("ids", list(ids), type_=ARRAY(UuidType))
        query = select(jobs.c.status, func.count()).where(jobs.c.id == func.any(wanted)).group_by(jobs.c.status)
        return {Status(status): int(count) for status, count in await self._connection.execute(query)}

    async def cancel_waiting(self, parent: Job) -> list[Job]:
        """Cancel the queued jobs that `parent` started, those that others asked for too excepted; gives them."""
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
        return [_job(row) for row in rows]

    async def by_ids(self, ids: Sequence[UUID]) -> list[Job]:
        """Give the jobs of these ids, in no order."""
        wanted = bindparam("ids", list(ids), type_=ARRAY(UuidType))
        return [_job(row) for row in await self._connection.execute(select(jobs).where(jobs.c.id == func.any(wanted)))]

    async def save(self, job: Job) -> None:
        """Replace a job whose row the caller has locked; raises KeyTaken when another has come to life meanwhile."""
        try:
            await self._connection.execute(update(jobs).where(jobs.c.id == job.id).values(_row(job)))
        except IntegrityError as taken:
            raise KeyTaken(job.dedup_key) from taken

    async def save_held(self, job: Job, lease: UUID) -> Mapping[str, Any]:
        """Replace a job that this worker holds, and give the payload as others have left it; raises LeaseLost."""
        row = _row(job)
        # Only these: an update also sets every column that its parameters name.
        values = {**{name: row[name] for name in _OWN}, "wanted_id": job.id, "held_lease": lease}
        changed = await self._connection.execute(_KEEP if job.lease is not None else _END, values)
        row = changed.one_or_none()
        if row is None:
            raise LeaseLost(job.id)
        payload: Mapping[str, Any] = row.payload
        return payload

    async def claim(self, free: int, lease: timedelta) -> list[Job]:
        """Take up to `free` due jobs."""
        await self._connection.execute(_ONE_AT_A_TIME)
        rows = await self._connection.execute(CLAIM, claim_values(free, lease))
        return sorted((_job(row) for row in rows), key=lambda job: (job.priority, job.run_at))

    async def beat(self, leases: Sequence[UUID], lease: timedelta) -> set[UUID]:
        """Extend leases and give those still held."""
        held = await self._connection.execute(
            update(jobs)
            .where(
                jobs.c.status == literal_column("'processing'"),
                jobs.c.lease == func.any(bindparam("held", list(leases), type_=ARRAY(UuidType))),
            )
            .values(leased_until=func.clock_timestamp() + lease)
            .returning(jobs.c.lease)
        )
        return set(held.scalars())

    async def lost(self) -> list[Job]:
        """Give jobs whose lease ran out, locked."""
        rows = await self._connection.execute(
            select(jobs)
            .where(jobs.c.status == Status.PROCESSING, jobs.c.leased_until < func.clock_timestamp())
            .with_for_update(skip_locked=True)
        )
        return [_job(row) for row in rows]

    async def prune(self, ended: datetime, failed: datetime, unknown: datetime) -> int:
        """Delete some of the jobs that ended before an instant by how they ended, and return how many."""
        bound = case(
            (jobs.c.status != Status.FAILED, literal(ended)),
            # One that another job started stays as long as that job's report names it.
            (and_(jobs.c.reason_code == Cause.NOT_FOUND, jobs.c.parent.is_(None)), literal(unknown)),
            else_=literal(failed),
        )
        newest = literal(max(ended, failed, unknown))
        over = select(jobs.c.id).where(jobs.c.finished_at < newest, jobs.c.finished_at < bound).limit(PRUNED_AT_ONCE)
        return (await self._connection.execute(delete(jobs).where(jobs.c.id.in_(over)))).rowcount


def _filtered(query: Select[Any], wanted: JobFilter) -> Select[Any]:
    if wanted.statuses:
        query = query.where(or_(*(_in_phase(status) for status in wanted.statuses)))
    if wanted.kinds:
        query = query.where(jobs.c.kind.in_(wanted.kinds))
    if wanted.ids:
        query = query.where(jobs.c.id.in_(wanted.ids))
    if wanted.parent is not None:
        query = query.where(jobs.c.parent == wanted.parent)
    if wanted.requested_by is not None:
        query = query.where(jobs.c.requested_by.contains([wanted.requested_by]))
    if wanted.title is not None:
        query = query.where(jobs.c.tmdb_id == wanted.title.tmdb_id, jobs.c.title_kind == wanted.title.kind)
    if wanted.since is not None:
        query = query.where(jobs.c.created_at >= wanted.since)
    if wanted.until is not None:
        query = query.where(jobs.c.created_at < wanted.until)
    return query


def _in_phase(status: Status) -> ColumnElement[bool]:
    """Return the condition of a status as users see it (`Job.phase`)."""
    begun = and_(jobs.c.kind == JobKind.BULK_IMPORT, jobs.c.done.is_not(None))
    if status is Status.QUEUED:
        return and_(jobs.c.status == status, ~begun)
    if status is Status.PROCESSING:
        return or_(jobs.c.status == status, and_(jobs.c.status == Status.QUEUED, begun))
    return jobs.c.status == status


def _row(job: Job) -> dict[str, Any]:
    return {
        "id": job.id,
        "kind": job.kind.value,
        "status": job.status.value,
        "priority": int(job.priority),
        "dedup_key": job.dedup_key,
        "title_kind": job.title.kind if job.title else None,
        "tmdb_id": job.title.tmdb_id if job.title else None,
        "payload": dict(job.payload),
        "checkpoint": dict(job.checkpoint),
        "attempts": job.attempts,
        "lost": job.lost,
        "done": job.done,
        "total": job.total,
        "reason_code": job.reason_code,
        "reason": job.reason[:2000] if job.reason else None,
        "missing": list(job.missing),
        "requested_by": list(job.requested_by),
        "parent": job.parent,
        "lease": job.lease,
        "leased_until": None,
        "run_at": job.run_at,
        "created_at": job.created_at,
        "updated_at": job.updated_at,
        "finished_at": job.finished_at,
        "result": dict(job.result) if job.result is not None else None,
    }


def _job(row: Row[Any]) -> Job:
    return Job(
        id=row.id,
        kind=JobKind(row.kind),
        status=Status(row.status),
        priority=Priority(row.priority),
        dedup_key=row.dedup_key,
        title=TitleKey(row.title_kind, row.tmdb_id) if row.title_kind else None,
        payload=row.payload,
        checkpoint=row.checkpoint,
        attempts=row.attempts,
        lost=row.lost,
        done=row.done,
        total=row.total,
        reason_code=row.reason_code,
        reason=row.reason,
        missing=tuple(row.missing),
        requested_by=tuple(row.requested_by),
        parent=row.parent,
        lease=row.lease,
        run_at=row.run_at,
        created_at=row.created_at,
        updated_at=row.updated_at,
        finished_at=row.finished_at,
        result=row.result,
    )
