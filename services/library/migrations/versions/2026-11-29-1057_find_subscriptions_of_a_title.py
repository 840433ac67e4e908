"""Find the subscriptions of a title, ended ones too, which move when the title is merged into another."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the migration."""
    op.execute("drop index ix_subscriptions_media_id_trigger")
    op.execute("create index ix_subscriptions_media_id_trigger on subscriptions (media_id, trigger)")


def downgrade() -> None:
    """Revert the migration."""
    op.execute("drop index ix_subscriptions_media_id_trigger")
    op.execute("create index ix_subscriptions_media_id_trigger on subscriptions (media_id, trigger) where active")
