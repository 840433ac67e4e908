"""The tables of the queue, attached to the metadata of the service that owns them.

`statements` creates them in the first migration of a service. Their names are fixed: each service has one queue, in a
schema of its own.
"""

from typing import Final

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

INSTANT: Final = DateTime(timezone=True)
IS_ACTIVE: Final = "status in ('queued', 'processing')"
CLAIM_LOCK: Final = "jobs.claim"
"""The row of `locks` that each claim holds until it is committed."""

_JOBS: Final = """
create table jobs (
  id uuid not null constraint pk_jobs primary key,
  kind text not null,
  status text not null
    constraint ck_jobs_status check (status in ('queued', 'processing', 'ready', 'failed', 'cancelled')),
  priority smallint not null,
  dedup_key text not null,
  payload jsonb not null,
  checkpoint jsonb not null,
  attempts integer not null,
  lost integer not null,
  done integer,
  total integer,
  reason_code text,
  reason text,
  requested_by uuid[] not null,
  parent uuid,
  lease uuid,
  leased_until timestamptz,
  run_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  finished_at timestamptz,
  result jsonb,
  constraint ck_jobs_lease check ((status = 'processing') = (lease is not null))
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500)
"""
_JOB_INDEXES: Final = (
    "create unique index uq_jobs_dedup_key_alive on jobs (dedup_key) where status in ('queued', 'processing')",
    "create index ix_jobs_queued on jobs (kind, priority, run_at) where status = 'queued'",
    "create index ix_jobs_processing on jobs (leased_until) where status = 'processing'",
    "create index ix_jobs_created_at on jobs (created_at, id)",
    "create index ix_jobs_parent on jobs (parent) where parent is not null",
    "create index ix_jobs_finished_at on jobs (finished_at) where finished_at is not null",
)
ADD_ORIGIN: Final = "alter table jobs add column if not exists origin jsonb"
"""For the migration of a service whose queue was created without it."""
_SCHEDULES: Final = """
create table schedules (
  name text not null constraint pk_schedules primary key,
  kind text not null,
  cron text not null,
  description text not null,
  payload jsonb not null,
  priority smallint not null,
  enabled boolean not null,
  catch_up boolean not null,
  last_run_at timestamptz,
  next_run_at timestamptz
)
"""
_LOCKS: Final = "create table locks (name text not null constraint pk_locks primary key)"
_INSERT_CLAIM_LOCK: Final = f"insert into locks (name) values ('{CLAIM_LOCK}')"  # noqa: S608 - a constant


def statements() -> tuple[str, ...]:
    """Return the statements that create the tables of the queue, for a service's migration."""
    return (_JOBS, ADD_ORIGIN, *_JOB_INDEXES, _SCHEDULES, _LOCKS, _INSERT_CLAIM_LOCK)


def job_table(metadata: MetaData, *added: Column[object]) -> Table:
    """Attach the table of jobs, with the columns that the service adds."""
    table = Table(
        "jobs",
        metadata,
        Column("id", Uuid, primary_key=True),
        Column("kind", Text, nullable=False),
        Column("status", Text, nullable=False),
        Column("priority", SmallInteger, nullable=False),
        Column("dedup_key", Text, nullable=False),
        Column("payload", JSONB, nullable=False),
        Column("checkpoint", JSONB, nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("lost", Integer, nullable=False),
        Column("done", Integer),
        Column("total", Integer),
        Column("reason_code", Text),
        Column("reason", Text),
        Column("requested_by", ARRAY(Uuid), nullable=False),
        Column("parent", Uuid),
        Column("lease", Uuid),
        Column("leased_until", INSTANT),
        Column("run_at", INSTANT, nullable=False),
        Column("created_at", INSTANT, nullable=False),
        Column("updated_at", INSTANT, nullable=False),
        Column("finished_at", INSTANT),
        Column("result", JSONB),
        Column("origin", JSONB),
        *added,
        CheckConstraint("status in ('queued', 'processing', 'ready', 'failed', 'cancelled')", name="status"),
        CheckConstraint("(status = 'processing') = (lease is not null)", name="lease"),
        postgresql_with={"autovacuum_vacuum_scale_factor": 0.02, "autovacuum_vacuum_threshold": 500},
    )
    column = table.c
    Index("uq_jobs_dedup_key_alive", column.dedup_key, unique=True, postgresql_where=text(IS_ACTIVE))
    Index("ix_jobs_queued", column.kind, column.priority, column.run_at, postgresql_where=text("status = 'queued'"))
    Index("ix_jobs_processing", column.leased_until, postgresql_where=text("status = 'processing'"))
    Index("ix_jobs_created_at", column.created_at, column.id)
    Index("ix_jobs_parent", column.parent, postgresql_where=text("parent is not null"))
    Index("ix_jobs_finished_at", column.finished_at, postgresql_where=text("finished_at is not null"))
    return table


def schedule_table(metadata: MetaData) -> Table:
    """Attach the table of schedules."""
    return Table(
        "schedules",
        metadata,
        Column("name", Text, primary_key=True),
        Column("kind", Text, nullable=False),
        Column("cron", Text, nullable=False),
        Column("description", Text, nullable=False),
        Column("payload", JSONB, nullable=False),
        Column("priority", SmallInteger, nullable=False),
        Column("enabled", Boolean, nullable=False),
        Column("catch_up", Boolean, nullable=False),
        Column("last_run_at", INSTANT),
        Column("next_run_at", INSTANT),
    )


def lock_table(metadata: MetaData) -> Table:
    """Attach the table whose rows only one transaction at a time may lock."""
    return Table("locks", metadata, Column("name", Text, primary_key=True))
