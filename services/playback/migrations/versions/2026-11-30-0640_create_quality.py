"""Create measurements of sessions and of audiences."""

from alembic import op

revision = "quality"
down_revision = "key_releases"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    create table quality_sessions (
      session_id uuid not null,
      user_id uuid not null,
      asset_id uuid not null,
      version integer not null,
      day date not null,
      seen bytea not null,
      parts integer not null,
      received_at timestamptz not null,
      constraint pk_quality_sessions primary key (session_id)
    )
    """,
    "create index ix_quality_sessions_user_id on quality_sessions (user_id)",
    "create index ix_quality_sessions_received_at on quality_sessions (received_at)",
    """
    create table quality_counts (
      asset_id uuid not null,
      version integer not null,
      day date not null,
      measure text not null,
      label text not null,
      shard smallint not null,
      amount bigint not null,
      constraint pk_quality_counts primary key (asset_id, version, day, measure, label, shard)
    )
    """,
    "create index ix_quality_counts_day on quality_counts (day)",
    """
    create table watched_parts (
      asset_id uuid not null,
      version integer not null,
      user_id uuid not null,
      parts integer not null,
      constraint pk_watched_parts primary key (asset_id, version, user_id)
    )
    """,
    "create index ix_watched_parts_user_id on watched_parts (user_id)",
    """
    create table audiences (
      asset_id uuid not null,
      version integer not null,
      stale boolean not null,
      revision bigint not null,
      shown boolean not null,
      counted_at timestamptz,
      constraint pk_audiences primary key (asset_id, version)
    )
    """,
    "create index ix_audiences_stale on audiences (counted_at) where stale",
    "create table erased_users (user_id uuid not null, constraint pk_erased_users primary key (user_id))",
)
TABLES = ("erased_users", "audiences", "watched_parts", "quality_counts", "quality_sessions")


def upgrade() -> None:
    """Go forward."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    for table in TABLES:
        op.execute(f"drop table {table}")
