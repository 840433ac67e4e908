"""Create the views that leave the service: in exports, and for the read-only role.

Signals of our own users (source 4) are not among them: the store does not hold how many users a day's count is of.
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SIGNALS = """
create view exported_signals as
select media_id,
  (array['live_watchers', 'total_watchers', 'total_plays', 'popularity', 'votes', 'rating', 'rank'])[signal] as signal,
  case source when 1 then 'trakt' when 2 then 'tmdb' when 3 then 'imdb' when 5 then 'metacritic'
    when 6 then 'rotten_tomatoes' end as source,
  region, day, value, observed_at, backfilled
from daily_signals where source <> 4 and signal <> 8
"""
TITLES = """
create view exported_titles as
select media_id, kind, tmdb_id, name, original_name, release_date, array_to_string(genres, ',') as genres,
  array_to_string(countries, ',') as countries, slug, ratingo_score, gone_at
from titles where facts_version is not null
"""


def upgrade() -> None:
    """Create the views."""
    op.execute(SIGNALS)
    op.execute(TITLES)


def downgrade() -> None:
    """Drop the views."""
    op.execute("drop view exported_titles")
    op.execute("drop view exported_signals")
