"""Find due deliveries by channel, the items of a digest by its id, and limit the rate of each subject."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute("drop index ix_deliveries_due")
    op.execute("create index ix_deliveries_due on deliveries (channel, priority, due_at) where state = 'pending'")
    op.execute("create index ix_deliveries_digest_id on deliveries (digest_id) where digest_id is not null")
    op.execute(
        """
        create table delivery_rates (
          channel text not null,
          subject_id uuid not null,
          user_id uuid not null,
          free_at timestamptz not null,
          constraint pk_delivery_rates primary key (channel, subject_id)
        ) with (fillfactor = 70)
        """
    )
    op.execute("create index ix_delivery_rates_free_at on delivery_rates (channel, free_at)")
    op.execute("create index ix_delivery_rates_user_id on delivery_rates (user_id)")


def downgrade() -> None:
    """Go back."""
    op.execute("drop table delivery_rates")
    op.execute("drop index ix_deliveries_digest_id")
    op.execute("drop index ix_deliveries_due")
    op.execute("create index ix_deliveries_due on deliveries (priority, due_at) where state = 'pending'")
