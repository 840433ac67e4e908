"""Remember which seasons TMDB deleted.

The release before goes on working: it names no column that it does not know.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute("alter table seasons add column withdrawn_at timestamptz")


def downgrade() -> None:
    """Go back. Another provider may then supply a season that TMDB deleted."""
    op.execute("alter table seasons drop column withdrawn_at")
