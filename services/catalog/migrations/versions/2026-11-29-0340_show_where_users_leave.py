"""Keep where the users of a show leave it.

The previous release continues to work, because it does not name the columns.
"""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.execute("alter table media add column drop_off_version bigint, add column drop_off bytea")


def downgrade() -> None:
    """Remove the columns."""
    op.execute("alter table media drop column drop_off_version, drop column drop_off")
