"""Place imported ratings at the time of the rating; who sees them is decided by when they were recorded."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward. Null is what was recorded when it happened, and items of plays."""
    op.execute("alter table activities add column recorded_at timestamptz")


def downgrade() -> None:
    """Go back."""
    op.execute("alter table activities drop column recorded_at")
