"""Keep TMDB's ids of episodes beside their numbers: a journal is read without the other details of a season."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# In the order of `episodes`; 0 is unknown.
IDS = """
update season_parts set source_ids = (
  select array_agg(coalesce((
    select (detail ->> 'id')::bigint from jsonb_array_elements(details) as detail
    where (detail ->> 'number')::integer = number limit 1
  ), 0) order by number)
  from unnest(episodes) as number
) where details is not null and cardinality(episodes) > 0
"""


def upgrade() -> None:
    """Apply the migration."""
    op.execute("alter table season_parts add column source_ids bigint[]")
    op.execute(IDS)


def downgrade() -> None:
    """Revert the migration."""
    op.execute("alter table season_parts drop column source_ids")
