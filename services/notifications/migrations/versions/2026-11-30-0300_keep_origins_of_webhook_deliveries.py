"""Keep the trace and the request that a delivery to a webhook was planned by.

The previous release keeps working: it does not name the column.
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute("alter table webhook_deliveries add column origin jsonb")


def downgrade() -> None:
    """Go back."""
    op.execute("alter table webhook_deliveries drop column origin")
