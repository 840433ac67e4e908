"""Follow the changes of an inbox by its user, and mark notifications that were deleted."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute("alter table notifications add column deleted_at timestamptz")
    op.execute("drop index ix_notifications_sequence")
    op.execute("create index ix_notifications_user_id_sequence on notifications (user_id, sequence)")


def downgrade() -> None:
    """Go back."""
    op.execute("drop index ix_notifications_user_id_sequence")
    op.execute("create index ix_notifications_sequence on notifications (sequence)")
    op.execute("alter table notifications drop column deleted_at")
