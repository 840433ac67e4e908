"""Keep the ratings of seasons and episodes with the entry.

The previous release keeps working: it does not name the column, and sets no such rating.
"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the migration."""
    op.execute("alter table entries add column place_ratings jsonb")


def downgrade() -> None:
    """Revert the migration: the marks stay, and say the same when the migration is applied again."""
    op.execute("alter table entries drop column place_ratings")
