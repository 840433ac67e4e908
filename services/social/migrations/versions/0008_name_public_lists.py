"""Keep the names of public lists."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward. The names come with `python -m library announce`."""
    op.execute("alter table reviewable_lists add column name text")


def downgrade() -> None:
    """Go back."""
    op.execute("alter table reviewable_lists drop column name")
