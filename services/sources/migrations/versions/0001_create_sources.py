"""Create media sources with their files, titles, the queue of jobs, the inbox and the outbox."""

from alembic import op

from chassis.storage.migrations import inbox_source, messaging_tables, outbox_lanes_table
from jobs.postgres import tables as queue

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    """
    create table media_sources (
      id uuid not null,
      kind text not null,
      name text not null,
      owner_id uuid not null,
      visibility text not null constraint ck_media_sources_visibility check (visibility in ('private', 'everyone')),
      is_paused boolean not null,
      configuration jsonb not null,
      revision bigint not null,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      position text,
      scanned_at timestamptz,
      next_scan_at timestamptz not null,
      outage_since timestamptz,
      outage_code text,
      outage_reason text,
      outage_until timestamptz,
      constraint pk_media_sources primary key (id)
    )
    """,
    "create index ix_media_sources_owner_id on media_sources (owner_id)",
    "create index ix_media_sources_next_scan_at on media_sources (next_scan_at) where not is_paused",
    """
    create table credentials (
      source_id uuid not null,
      sealed bytea not null,
      constraint pk_credentials primary key (source_id),
      constraint fk_credentials_source_id foreign key(source_id) references media_sources (id) on delete cascade
    )
    """,
    """
    create table files (
      source_id uuid not null,
      path text collate "C" not null,
      id uuid not null,
      name text not null,
      bytes bigint not null,
      modified_at timestamptz,
      fingerprint text not null,
      stated jsonb,
      streams jsonb not null,
      parsed jsonb not null,
      media_id uuid,
      method text constraint ck_files_method check (method in ('ids', 'name', 'manual')),
      confidence double precision,
      season integer,
      episodes integer[] not null,
      score double precision not null,
      scan_id uuid not null,
      added_at timestamptz not null,
      changed_at timestamptz not null,
      gone_at timestamptz,
      constraint pk_files primary key (source_id, path),
      constraint fk_files_source_id foreign key(source_id) references media_sources (id) on delete cascade
    )
    """,
    "create unique index uq_files_id on files (id)",
    "create index ix_files_media_id on files (media_id) where gone_at is null",
    "create index ix_files_unmatched on files (source_id, path) where media_id is null and gone_at is null",
    """
    create table titles (
      media_id uuid not null,
      kind text not null constraint ck_titles_kind check (kind in ('movie', 'show')),
      names text[] not null,
      folded text[] not null,
      year integer,
      imdb text,
      tmdb integer,
      tvdb integer,
      version bigint not null,
      is_gone boolean not null,
      constraint pk_titles primary key (media_id)
    )
    """,
    "create index ix_titles_folded on titles using gin (folded)",
    "create index ix_titles_imdb on titles (imdb)",
    "create index ix_titles_tmdb on titles (tmdb)",
    "create index ix_titles_tvdb on titles (tvdb)",
)
NAMES = (
    "files",
    "credentials",
    "media_sources",
    "titles",
    "schedules",
    "jobs",
    "locks",
    "inbox",
    "outbox_lanes",
    "outbox",
)


def upgrade() -> None:
    """Go forward."""
    messaging = (*messaging_tables(), *outbox_lanes_table(), *inbox_source())
    for statement in (*messaging, *queue.statements(), *TABLES):
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    for table in NAMES:
        op.execute(f"drop table {table}")
