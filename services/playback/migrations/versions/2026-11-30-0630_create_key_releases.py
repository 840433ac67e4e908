"""Create the record of what was decided about content keys."""

from alembic import op

revision = "key_releases"
down_revision = "sessions"
branch_labels = None
depends_on = None

TABLES = (
    """
    create table key_releases (
      id uuid not null,
      at timestamptz not null,
      user_id uuid,
      auth_session_id uuid,
      session_id uuid not null,
      asset_id uuid,
      number integer,
      key_id uuid,
      system text not null,
      outcome text not null,
      constraint pk_key_releases primary key (id)
    )
    """,
    "create index ix_key_releases_at on key_releases (at, id)",
    "create index ix_key_releases_user on key_releases (user_id, at, id)",
    "create index ix_key_releases_session on key_releases (session_id, at)",
    "create index ix_key_releases_key on key_releases (key_id, at)",
)


def upgrade() -> None:
    """Go forward."""
    for statement in TABLES:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    op.execute("drop table key_releases")
