"""Store how many samples encoders have added to tracks."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute("alter table tracks add column delay_samples integer, add column padding_samples integer")


def downgrade() -> None:
    """Go back."""
    op.execute("alter table tracks drop column delay_samples, drop column padding_samples")
