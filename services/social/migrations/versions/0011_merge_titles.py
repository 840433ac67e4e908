"""Keep what titles were merged into, and find what was written about a title and its parts."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute("alter table titles add column successor_id uuid")
    op.execute("create index ix_reviews_subject on reviews (subject text_pattern_ops)")
    op.execute("create index ix_comments_subject on comments (thread text_pattern_ops)")


def downgrade() -> None:
    """Go back."""
    op.execute("drop index ix_comments_subject")
    op.execute("drop index ix_reviews_subject")
    op.execute("alter table titles drop column successor_id")
