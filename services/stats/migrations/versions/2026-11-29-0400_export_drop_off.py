"""Create the view of the curves of drop-off that leaves the service: shares of groups, and no user."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

DROP_OFF = """
create view exported_drop_off as
select analyses.media_id, analyses.tmdb_id, analysis.value ->> 'method' as method,
  analysis.key = analyses.preferred as preferred, analysis.value ->> 'source' as source,
  (analysis.value ->> 'sample_size')::bigint as sample_size,
  (point #>> '{place,season}')::int as season, (point #>> '{place,episode}')::int as episode,
  (point ->> 'retention')::double precision as retention, (point ->> 'low')::double precision as low,
  (point ->> 'high')::double precision as high, (point ->> 'hazard')::double precision as hazard,
  (point ->> 'at_risk')::bigint as at_risk,
  coalesce(point -> 'place' = analysis.value #> '{point,place}', false) as drop_point, analyses.analyzed_at
from drop_off_analyses analyses
cross join lateral jsonb_each(analyses.documents) as analysis
cross join lateral jsonb_array_elements(analysis.value -> 'curve') as point
"""


def upgrade() -> None:
    """Create the view."""
    op.execute(DROP_OFF)


def downgrade() -> None:
    """Drop the view."""
    op.execute("drop view exported_drop_off")
