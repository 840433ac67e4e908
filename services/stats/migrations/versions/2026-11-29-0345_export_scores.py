"""Create the views that leave the service: in exports, and for the read-only role."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SCORES = """
create view exported_scores as
select media_id, formula, day, score, low, high, reason, (document -> 'terms')::text as terms, computed_at
from scores
"""
STATS = """
create view exported_stats as
select media_id, kind, tmdb_id, release_date, formula, case when score_reason is null then ratingo_score end as score,
  score_low as low, score_high as high, score_reason as reason, quality_score, popularity_score, freshness_score,
  average_rating, total_votes, live_watchers, live_watchers_at, total_watchers, total_watchers_at, computed_at
from titles where formula is not null
"""


def upgrade() -> None:
    """Create the views."""
    op.execute(SCORES)
    op.execute(STATS)


def downgrade() -> None:
    """Drop the views."""
    op.execute("drop view exported_stats")
    op.execute("drop view exported_scores")
