"""Create the titles with their facts, signals and scores."""

from alembic import op

from chassis.storage.migrations import messaging_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TITLES = """
create table titles (
  media_id uuid not null constraint pk_titles primary key,
  kind text not null constraint ck_titles_kind check (kind in ('movie', 'show')),
  tmdb_id integer not null,
  version bigint not null,
  facts_version bigint,
  popularity double precision,
  release_date date,
  ratings jsonb,
  signals_at timestamptz,
  live_watchers integer,
  total_watchers bigint,
  signal_popularity double precision,
  ratingo_score double precision,
  quality_score double precision,
  popularity_score double precision,
  freshness_score double precision,
  average_rating double precision,
  total_votes bigint,
  computed_at timestamptz,
  constraint uq_titles_tmdb_id_kind unique (tmdb_id, kind)
)
"""


def upgrade() -> None:
    """Apply the migration."""
    for statement in (*messaging_tables(), TITLES):
        op.execute(statement)


def downgrade() -> None:
    """Revert the migration."""
    for table in ("titles", "inbox", "outbox"):
        op.execute(f"drop table {table}")
