"""Read the comments of a thread in their order by an index of those that are no replies."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Replace the index."""
    op.execute("drop index ix_comments_thread")
    op.execute("create index ix_comments_thread on comments (thread, created_at, comment_id) where parent_id is null")


def downgrade() -> None:
    """Create the former index again."""
    op.execute("drop index ix_comments_thread")
    op.execute("create index ix_comments_thread on comments (thread, parent_id, created_at, comment_id)")
