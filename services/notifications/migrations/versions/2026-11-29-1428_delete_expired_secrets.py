"""Find the contents of notices that have expired."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute("create index ix_deliveries_sealed on deliveries (expires_at) where sealed is not null")


def downgrade() -> None:
    """Go back."""
    op.execute("drop index ix_deliveries_sealed")
