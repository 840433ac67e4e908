"""Create the months of scores by the function that every service with monthly partitions has.

The previous release continues to work: its function `ensure_month_of_scores` stays for one release.
"""

from alembic import op

from chassis.storage.migrations import ensure_partition

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the function."""
    for statement in ensure_partition("stats", "scores"):
        op.execute(statement)


def downgrade() -> None:
    """Drop the function."""
    op.execute("drop function ensure_partition(text, date)")
