"""Store when a title was deleted upstream.

The previous release keeps working, because it does not name the column. A replay fills the column for events that were
applied before this migration.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the migration."""
    op.execute("alter table titles add column gone_at timestamptz")


def downgrade() -> None:
    """Revert the migration."""
    op.execute("alter table titles drop column gone_at")
