"""Find notifications that are older than their retention."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute("create index ix_notifications_created_at on notifications (created_at)")


def downgrade() -> None:
    """Go back."""
    op.execute("drop index ix_notifications_created_at")
