"""Find what waits for a digest, and what waits for a user."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute("drop index ix_deliveries_collected")
    op.execute(
        "create index ix_deliveries_collected on deliveries (due_at) where state = 'collected' and digest_id is null"
    )
    op.execute(
        "create index ix_deliveries_user_id_waiting on deliveries (user_id) where state in ('collected', 'pending')"
    )


def downgrade() -> None:
    """Go back."""
    op.execute("drop index ix_deliveries_user_id_waiting")
    op.execute("drop index ix_deliveries_collected")
    op.execute("create index ix_deliveries_collected on deliveries (due_at) where state = 'collected'")
