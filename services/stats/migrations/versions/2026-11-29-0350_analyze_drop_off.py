"""Keep what drop-off is computed from, which shows are to be analyzed, and the analyses.

The workers of this release read `season.synced` from its beginning: a compacted topic, so every season arrives.
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = {
    "season_parts": """
create table season_parts (
  season_id uuid not null,
  part integer not null,
  parts integer not null,
  media_id uuid not null,
  tmdb_id integer not null,
  number integer not null,
  version bigint not null,
  synced_at timestamptz not null,
  episodes jsonb not null,
  constraint pk_season_parts primary key (season_id, part)
)""",
    "viewings": """
create table viewings (
  media_id uuid not null,
  user_id uuid not null,
  entry_version bigint,
  state smallint,
  entry_place integer,
  entry_at timestamptz,
  played_place integer,
  played_at timestamptz,
  constraint pk_viewings primary key (media_id, user_id)
)""",
    "erased_users": """
create table erased_users (
  user_id uuid not null constraint pk_erased_users primary key
)""",
    "drop_off_marks": """
create table drop_off_marks (
  media_id uuid not null constraint pk_drop_off_marks primary key,
  marked_at timestamptz not null,
  requested boolean not null default false
)""",
    "drop_off_analyses": """
create table drop_off_analyses (
  media_id uuid not null constraint pk_drop_off_analyses primary key,
  tmdb_id integer not null constraint uq_drop_off_analyses_tmdb_id unique,
  preferred text not null,
  documents jsonb not null,
  rule jsonb not null,
  version bigint not null,
  analyzed_at timestamptz not null
)""",
}
INDEXES = (
    "create index ix_season_parts_media_id on season_parts (media_id)",
    "create index ix_viewings_user_id on viewings (user_id)",
    "create index ix_drop_off_analyses_analyzed_at on drop_off_analyses (analyzed_at)",
)


def upgrade() -> None:
    """Create the tables."""
    for statement in (*TABLES.values(), *INDEXES):
        op.execute(statement)


def downgrade() -> None:
    """Remove the tables."""
    for name in reversed(TABLES):
        op.execute(f"drop table {name}")
