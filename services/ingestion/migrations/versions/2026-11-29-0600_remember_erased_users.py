"""Remember erased users, so that an event that arrives later stores nothing of them.

The previous release continues to work: it neither reads nor writes the table.
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table of erased users."""
    op.execute("create table erased_users (user_id uuid not null constraint pk_erased_users primary key)")


def downgrade() -> None:
    """Drop it."""
    op.execute("drop table erased_users")
