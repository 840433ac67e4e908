"""Create app passwords, play queues, bookmarks and what is played now."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    create table app_passwords (
      id uuid not null,
      user_id uuid not null,
      name text not null,
      sealed bytea not null,
      digest bytea not null,
      created_at timestamptz not null,
      last_used_at timestamptz,
      last_client text,
      constraint pk_app_passwords primary key (id)
    )
    """,
    "create index ix_app_passwords_user_id on app_passwords (user_id, created_at)",
    "create unique index uq_app_passwords_digest on app_passwords (digest)",
    """
    create table play_queues (
      user_id uuid not null,
      track_ids uuid[] not null,
      current uuid,
      position_ms bigint not null,
      changed_at timestamptz not null,
      changed_by text not null,
      constraint pk_play_queues primary key (user_id)
    )
    """,
    """
    create table now_playing (
      user_id uuid not null,
      client text not null,
      track_id uuid not null,
      since timestamptz not null,
      constraint pk_now_playing primary key (user_id, client),
      constraint fk_now_playing_track_id foreign key(track_id) references tracks (id) on delete cascade
    )
    """,
    "create index ix_now_playing_track_id on now_playing (track_id)",
    """
    create table bookmarks (
      user_id uuid not null,
      track_id uuid not null,
      position_ms bigint not null,
      comment text,
      created_at timestamptz not null,
      changed_at timestamptz not null,
      constraint pk_bookmarks primary key (user_id, track_id),
      constraint fk_bookmarks_track_id foreign key(track_id) references tracks (id) on delete cascade
    )
    """,
    "create index ix_bookmarks_track_id on bookmarks (track_id)",
)


def upgrade() -> None:
    """Go forward."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    for table in ("bookmarks", "now_playing", "play_queues", "app_passwords"):
        op.execute(f"drop table {table}")
