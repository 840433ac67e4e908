"""Store the terms of each score, so that an explanation adds up to the score that it explains.

Until now the terms were computed again by the formula of the running release. Scores that exist get the terms of the
formula that computed them, which has not changed since the first release.

Stop the workers of the previous release first: they update a score and leave its terms as they are. A score that they
write for a new title has no explanation until the title's next event or a replay.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ADD = "alter table titles add column terms jsonb, add column few_votes_factor double precision"
FILL = """
update titles set
  few_votes_factor = case when total_votes < 30 then 0.7 else 1 end,
  terms = jsonb_build_array(
    jsonb_build_object('name', 'popularity', 'weight', 0.15,
      'value', least(1, greatest(0, coalesce(signal_popularity, popularity, 0) / 1000))),
    jsonb_build_object('name', 'watchers', 'weight', 0.25,
      'value', least(1, ln((1 + coalesce(live_watchers, 0))::double precision) / ln(5001::double precision))),
    jsonb_build_object('name', 'rating', 'weight', 0.25,
      'value', least(1, greatest(0, coalesce(average_rating, 5) / 10))),
    jsonb_build_object('name', 'confidence', 'weight', 0.15,
      'value', 1 - exp(-least(total_votes, 700000) / 1000.0::double precision)),
    jsonb_build_object('name', 'freshness', 'weight', 0.2,
      'value', coalesce(greatest(0.2, exp(-greatest(0, least(
        (computed_at at time zone 'utc')::date - release_date, 36500)) / 180.0::double precision)), 0.2))
  )
where ratingo_score is not null
"""
REMOVE = "alter table titles drop column terms, drop column few_votes_factor"


def upgrade() -> None:
    """Add the columns and fill them."""
    op.execute(ADD)
    op.execute(FILL)


def downgrade() -> None:
    """Remove the columns."""
    op.execute(REMOVE)
