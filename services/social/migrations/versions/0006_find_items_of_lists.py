"""Find the items of lists of every former owner."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute("create index ix_activities_listed on activities (media_id) where kind = 'listed'")


def downgrade() -> None:
    """Go back."""
    op.execute("drop index ix_activities_listed")
