"""Keep since when a title's source knows it no more.

The release before goes on working, for it does not name the column. What an import said before this migration is
learned by a replay.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute("alter table titles add column gone_at timestamptz")


def downgrade() -> None:
    """Go back."""
    op.execute("alter table titles drop column gone_at")
