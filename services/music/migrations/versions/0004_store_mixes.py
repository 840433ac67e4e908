"""Store the mixes of users."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute(
        """
        create table mixes (
          user_id uuid not null,
          kind text not null,
          subject_id uuid not null,
          day date not null,
          seed bigint not null,
          picks jsonb not null,
          constraint pk_mixes primary key (user_id, kind, subject_id)
        )
        """
    )
    op.execute("create index ix_mixes_day on mixes (day)")


def downgrade() -> None:
    """Go back."""
    op.execute("drop table mixes")
