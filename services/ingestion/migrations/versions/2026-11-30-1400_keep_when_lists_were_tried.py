"""Keep when the last reading of an external list ended, also one that failed.

The previous release keeps working: it does not name the column.
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute("alter table external_lists add column tried_at timestamptz")


def downgrade() -> None:
    """Go back."""
    op.execute("alter table external_lists drop column tried_at")
