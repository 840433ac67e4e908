"""Find the shards of counts that are folded once their day is closed.

The previous release continues to work: it does not name the index.
"""

from alembic import op

revision = "quality_shards"
down_revision = "deleted_originals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute("create index ix_quality_counts_shards on quality_counts (day, asset_id) where shard > 0")


def downgrade() -> None:
    """Go back."""
    op.execute("drop index ix_quality_counts_shards")
