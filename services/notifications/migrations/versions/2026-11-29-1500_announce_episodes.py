"""Keep episodes that lie ahead, and until when a notification is worth sending.

The previous release keeps working: it does not name the column.
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute("alter table notifications add column until timestamptz")
    op.execute(
        """
        create table upcoming_episodes (
          subscription_id uuid not null,
          season integer not null,
          episode integer not null,
          user_id uuid not null,
          media_id uuid not null,
          version bigint not null,
          airs_at timestamptz,
          "values" jsonb not null,
          due_at timestamptz,
          reported_at timestamptz,
          stored_at timestamptz not null,
          constraint pk_upcoming_episodes primary key (subscription_id, season, episode)
        )
        """
    )
    op.execute("create index ix_upcoming_episodes_user_id on upcoming_episodes (user_id)")
    op.execute("create index ix_upcoming_episodes_stored_at on upcoming_episodes (stored_at)")
    op.execute(
        "create index ix_upcoming_episodes_due_at on upcoming_episodes (due_at)"
        " where due_at is not null and reported_at is null"
    )


def downgrade() -> None:
    """Go back."""
    op.execute("drop table upcoming_episodes")
    op.execute("alter table notifications drop column until")
