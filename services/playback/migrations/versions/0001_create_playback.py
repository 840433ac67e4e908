"""Create assets with their versions, the queue of jobs, the inbox and the outbox."""

from alembic import op

from chassis.storage.migrations import inbox_source, messaging_tables, outbox_lanes_table
from jobs.postgres import tables as queue

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    """
    create table assets (
      id uuid not null,
      media_id uuid not null,
      season integer,
      episode integer,
      trailer boolean not null,
      access text not null constraint ck_assets_access check (access in ('free', 'plan', 'purchase')),
      regions text[],
      begins_at timestamptz,
      ends_at timestamptz,
      current_version integer,
      revision bigint not null,
      created_by uuid not null,
      created_at timestamptz default now() not null,
      updated_at timestamptz not null,
      unpublished_at timestamptz,
      constraint pk_assets primary key (id),
      constraint ck_assets_episode check ((season is null) = (episode is null)),
      constraint ck_assets_trailer check (not (trailer and season is not null))
    )
    """,
    "create unique index uq_assets_subject on assets (media_id, season, episode, trailer) nulls not distinct",
    """
    create table asset_versions (
      asset_id uuid not null,
      number integer not null,
      source text not null,
      source_bytes bigint not null,
      encryption text not null constraint ck_asset_versions_encryption check (encryption in ('none', 'cbcs')),
      status text not null
        constraint ck_asset_versions_status check (status in ('processing', 'ready', 'failed', 'retired', 'purged')),
      prefix text not null,
      media jsonb not null,
      duration_ms bigint,
      bytes bigint,
      reason_code text,
      reason text,
      created_by uuid not null,
      created_at timestamptz default now() not null,
      ready_at timestamptz,
      retired_at timestamptz,
      constraint pk_asset_versions primary key (asset_id, number),
      constraint fk_asset_versions_asset_id foreign key(asset_id) references assets (id)
    )
    """,
    "create index ix_asset_versions_retired on asset_versions (retired_at) where status = 'retired'",
    """
    create table renditions (
      asset_id uuid not null,
      number integer not null,
      name text not null,
      status text not null
        constraint ck_renditions_status check (status in ('processing', 'ready', 'failed', 'retired', 'purged')),
      width integer,
      height integer,
      bits_per_second bigint,
      codecs text,
      language text,
      file text,
      bytes bigint,
      finished_at timestamptz,
      constraint pk_renditions primary key (asset_id, number, name),
      constraint fk_renditions_asset_id_number foreign key(asset_id, number)
        references asset_versions (asset_id, number)
    )
    """,
    """
    create table subtitles (
      id uuid not null,
      asset_id uuid not null,
      language text not null,
      label text not null,
      kind text not null constraint ck_subtitles_kind check (kind in ('subtitles', 'captions', 'forced')),
      file text not null,
      bytes bigint not null,
      created_at timestamptz default now() not null,
      constraint pk_subtitles primary key (id),
      constraint fk_subtitles_asset_id foreign key(asset_id) references assets (id)
    )
    """,
    "create unique index uq_subtitles_language on subtitles (asset_id, language, kind)",
)
NAMES = (
    "subtitles",
    "renditions",
    "asset_versions",
    "assets",
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
