"""Create playback sessions."""

from alembic import op

revision = "sessions"
down_revision = "content_keys"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    create table sessions (
      id uuid not null,
      user_id uuid not null,
      auth_session_id uuid not null,
      device_id uuid,
      device_name text,
      asset_id uuid not null,
      version integer not null,
      media_id uuid not null,
      season integer,
      episode integer,
      trailer boolean not null,
      duration_ms bigint,
      access text not null constraint ck_sessions_access check (access in ('free', 'plan', 'purchase')),
      purchase_id uuid,
      granted_version bigint,
      country text,
      started_at timestamptz not null,
      last_seen_at timestamptz not null,
      expires_at timestamptz not null,
      position_ms bigint not null,
      state text not null constraint ck_sessions_state check (state in ('started', 'playing', 'paused', 'ended')),
      reported_at timestamptz,
      ended_at timestamptz,
      end_reason text,
      request text,
      constraint pk_sessions primary key (id),
      constraint fk_sessions_asset_id_version foreign key(asset_id, version)
        references asset_versions (asset_id, number),
      constraint ck_sessions_end check ((ended_at is null) = (end_reason is null))
    ) with (fillfactor = 70)
    """,
    "create index ix_sessions_active_user on sessions (user_id, started_at) where ended_at is null",
    "create index ix_sessions_active_sign_in on sessions (auth_session_id) where ended_at is null",
    "create index ix_sessions_active_asset on sessions (asset_id) where ended_at is null",
    "create index ix_sessions_position on sessions (user_id, asset_id, started_at)",
    "create index ix_sessions_ended on sessions (ended_at) where ended_at is not null",
)


def upgrade() -> None:
    """Go forward."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    op.execute("drop table sessions")
