"""Create the sign-in sessions that have ended: streams of peers end with them."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute(
        """
        create table ended_sessions (
          session_id uuid not null,
          forget_at timestamptz not null,
          constraint pk_ended_sessions primary key (session_id)
        )
        """
    )
    op.execute("create index ix_ended_sessions_forget_at on ended_sessions (forget_at)")


def downgrade() -> None:
    """Go back."""
    op.execute("drop table ended_sessions")
