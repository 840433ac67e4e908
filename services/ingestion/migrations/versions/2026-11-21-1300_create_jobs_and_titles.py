"""Create titles and seasons, jobs and schedules, and the state of the providers."""

from alembic import op

from chassis.storage.migrations import messaging_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TITLES = """
create table titles (
  kind text not null constraint ck_titles_kind check (kind in ('movie', 'show')),
  tmdb_id integer not null,
  version bigint not null,
  observations jsonb not null,
  merged jsonb not null,
  fetched jsonb not null,
  trakt_id integer,
  popularity double precision,
  status text,
  unanswered text[] not null default '{}',
  imported_at timestamptz not null,
  gone_at timestamptz,
  successor_tmdb_id integer,
  constraint pk_titles primary key (kind, tmdb_id)
)
"""
TITLES_IMPORTED = "create index ix_titles_imported_at on titles (imported_at)"
TITLES_UNANSWERED = "create index ix_titles_unanswered on titles (imported_at) where unanswered <> '{}'"
SEASONS = """
create table seasons (
  show_tmdb_id integer not null,
  number integer not null,
  version bigint not null,
  said jsonb not null,
  merged jsonb,
  content_hash text not null,
  etag text,
  format smallint not null,
  failure text,
  fetched_at timestamptz,
  synced_at timestamptz,
  constraint pk_seasons primary key (show_tmdb_id, number)
)
"""
JOBS = """
create table jobs (
  id uuid not null constraint pk_jobs primary key,
  kind text not null,
  status text not null
    constraint ck_jobs_status check (status in ('queued', 'processing', 'ready', 'failed', 'cancelled')),
  priority smallint not null,
  dedup_key text not null,
  title_kind text,
  tmdb_id integer,
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
  constraint ck_jobs_lease check ((status = 'processing') = (lease is not null))
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500)
"""
JOBS_ALIVE = """
create unique index uq_jobs_dedup_key_alive on jobs (dedup_key) where status in ('queued', 'processing')
"""
JOBS_QUEUED = "create index ix_jobs_queued on jobs (kind, priority, run_at) where status = 'queued'"
JOBS_PROCESSING = "create index ix_jobs_processing on jobs (leased_until) where status = 'processing'"
JOBS_CREATED = "create index ix_jobs_created_at on jobs (created_at, id)"
JOBS_PARENT = "create index ix_jobs_parent on jobs (parent) where parent is not null"
JOBS_FINISHED = "create index ix_jobs_finished_at on jobs (finished_at) where finished_at is not null"
SCHEDULES = """
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
LISTS = """
create table lists (
  list_id text not null constraint pk_lists primary key,
  kind text not null,
  region text not null,
  version bigint not null,
  items jsonb not null,
  taken_at timestamptz not null
)
"""
CURSORS = """
create table cursors (
  name text not null constraint pk_cursors primary key,
  value jsonb not null,
  updated_at timestamptz not null default now()
)
"""
PROVIDER_STATE = """
create table provider_state (
  source text not null constraint pk_provider_state primary key,
  ledger_head bigint not null default 0,
  ledger_counts integer[] not null default '{}',
  blocked_until timestamptz,
  block_reason text,
  breaker text not null default 'closed',
  breaker_until timestamptz,
  breaker_trips integer not null default 0,
  breaker_reason text,
  calls bigint not null default 0,
  outcomes jsonb not null default '{}',
  last_success_at timestamptz,
  last_failure_at timestamptz,
  last_failure text
) with (fillfactor = 50)
"""
INTERESTS = """
create table interests (
  user_id uuid not null,
  kind text not null,
  tmdb_id integer not null,
  version bigint not null,
  follows boolean not null,
  constraint pk_interests primary key (user_id, kind, tmdb_id)
)
"""
INTERESTS_KIND = "create index ix_interests_kind on interests (kind, tmdb_id) where follows"


def upgrade() -> None:
    """Go forward."""
    for statement in (
        *messaging_tables(),
        TITLES,
        TITLES_IMPORTED,
        TITLES_UNANSWERED,
        SEASONS,
        JOBS,
        JOBS_ALIVE,
        JOBS_QUEUED,
        JOBS_PROCESSING,
        JOBS_CREATED,
        JOBS_PARENT,
        JOBS_FINISHED,
        SCHEDULES,
        LISTS,
        CURSORS,
        PROVIDER_STATE,
        INTERESTS,
        INTERESTS_KIND,
    ):
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    for table in (
        "interests",
        "provider_state",
        "cursors",
        "lists",
        "schedules",
        "jobs",
        "seasons",
        "titles",
        "inbox",
        "outbox",
    ):
        op.execute(f"drop table {table}")
