"""Keep the texts of episodes by language; the previous release does not use the column, newer events fill it."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the migration."""
    op.execute("alter table seasons add column episode_texts bytea")


def downgrade() -> None:
    """Revert the migration."""
    op.execute("alter table seasons drop column episode_texts")
