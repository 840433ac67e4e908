"""Keep the names of genres by language; the previous release does not use the column, newer imports fill it."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the migration."""
    op.execute("alter table media_genres add column names jsonb")


def downgrade() -> None:
    """Revert the migration."""
    op.execute("alter table media_genres drop column names")
