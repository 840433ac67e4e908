"""Keep the name of each title, for its pictures. It is null until the next import or a replay."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.execute("alter table titles add column name text")


def downgrade() -> None:
    """Drop the column."""
    op.execute("alter table titles drop column name")
