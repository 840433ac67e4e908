"""Create sessions of users who watch or listen together."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    create table together_sessions (
      id uuid not null,
      kind text not null,
      name text not null,
      adding text not null,
      code text not null,
      code_expires_at timestamptz not null,
      created_at timestamptz not null,
      ended_at timestamptz,
      revision bigint not null,
      state text not null,
      position_ms bigint not null,
      at timestamptz not null,
      rate double precision not null,
      playback_version bigint not null,
      constraint pk_together_sessions primary key (id)
    )
    """,
    "create unique index ix_together_sessions_code on together_sessions (code) where ended_at is null",
    "create index ix_together_sessions_ended_at on together_sessions (ended_at) where ended_at is not null",
    """
    create table together_members (
      session_id uuid not null,
      user_id uuid not null,
      role text not null,
      joined_at timestamptz not null,
      seen_at timestamptz not null,
      constraint pk_together_members primary key (session_id, user_id),
      constraint fk_together_members_session_id_together_sessions foreign key (session_id)
        references together_sessions (id) on delete cascade
    )
    """,
    "create index ix_together_members_user_id on together_members (user_id)",
    "create index ix_together_members_hosts on together_members (seen_at) where role = 'host'",
    """
    create table together_items (
      id uuid not null,
      session_id uuid not null,
      place integer not null,
      media_id uuid,
      season integer,
      episode integer,
      track_id uuid,
      duration_ms bigint,
      added_by uuid,
      added_at timestamptz not null,
      constraint pk_together_items primary key (id),
      constraint fk_together_items_session_id_together_sessions foreign key (session_id)
        references together_sessions (id) on delete cascade
    )
    """,
    "create index ix_together_items_session_id on together_items (session_id, place)",
    "create index ix_together_items_added_by on together_items (added_by)",
    """
    create table together_kicks (
      session_id uuid not null,
      user_id uuid not null,
      constraint pk_together_kicks primary key (session_id, user_id),
      constraint fk_together_kicks_session_id_together_sessions foreign key (session_id)
        references together_sessions (id) on delete cascade
    )
    """,
    "create index ix_together_kicks_user_id on together_kicks (user_id)",
    """
    create table together_attempts (
      user_id uuid not null,
      since timestamptz not null,
      attempts integer not null,
      constraint pk_together_attempts primary key (user_id)
    )
    """,
    "create index ix_together_attempts_since on together_attempts (since)",
)


def upgrade() -> None:
    """Go forward."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    for table in ("attempts", "kicks", "items", "members", "sessions"):
        op.execute(f"drop table together_{table}")
