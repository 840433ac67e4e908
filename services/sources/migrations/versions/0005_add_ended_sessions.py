"""Add the sessions that have ended, whose links are refused."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    create table ended_sessions (
      session_id uuid not null,
      forget_at timestamptz not null,
      constraint pk_ended_sessions primary key (session_id)
    )
    """,
    "create index ix_ended_sessions_forget_at on ended_sessions (forget_at)",
)


def upgrade() -> None:
    """Go forward."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    op.execute("drop table ended_sessions")
