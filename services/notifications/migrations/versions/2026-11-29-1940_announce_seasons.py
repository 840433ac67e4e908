"""Remember whether an airing is announced as an episode or as the beginning of a season.

The previous release keeps working: it does not name the column, and what it stores is an episode.
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute("alter table upcoming_episodes add column kind text not null default 'new_episode'")


def downgrade() -> None:
    """Go back."""
    op.execute("alter table upcoming_episodes drop column kind")
