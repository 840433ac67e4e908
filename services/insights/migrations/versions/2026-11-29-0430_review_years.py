"""Store a review per year. The previous release continues to work: it does not name the table."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the migration."""
    op.execute("""
    create table year_reviews (
      year integer not null constraint pk_year_reviews primary key,
      refreshed_at timestamptz not null,
      document jsonb not null
    )
    """)


def downgrade() -> None:
    """Revert the migration."""
    op.execute("drop table year_reviews")
