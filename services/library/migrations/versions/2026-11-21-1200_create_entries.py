"""Create titles, viewers, their entries and the answers that are kept for a day."""

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
  facts_version bigint,
  name text,
  poster_path text,
  release_date date,
  standing_version bigint,
  ratingo_score double precision
)
"""

VIEWERS = """
create table viewers (
  user_id uuid not null constraint pk_viewers primary key,
  erased_at timestamptz
)
"""

ENTRIES = """
create table entries (
  user_id uuid not null,
  media_id uuid not null,
  kind text not null constraint ck_entries_kind check (kind in ('movie', 'show')),
  tmdb_id integer not null,
  version bigint not null,
  state text constraint ck_entries_state check (state in ('planned', 'watching', 'completed', 'dropped')),
  rating smallint constraint ck_entries_rating check (rating between 0 and 100),
  season integer,
  episode integer,
  notes text constraint ck_entries_notes check (char_length(notes) <= 2000),
  created_at timestamptz,
  updated_at timestamptz not null,
  constraint pk_entries primary key (user_id, media_id),
  constraint ck_entries_progress check (num_nulls(season, episode) in (0, 2)),
  constraint ck_entries_removed
    check (state is not null or num_nonnulls(rating, season, notes, created_at) = 0)
)
"""
ENTRIES_INDEX = """
create index ix_entries_user_id_updated_at on entries (user_id, updated_at desc) where state is not null
"""

ANSWERS = """
create table answers (
  user_id uuid not null,
  key text not null,
  fingerprint text not null,
  entry jsonb,
  created_at timestamptz not null,
  constraint pk_answers primary key (user_id, key)
)
"""
ANSWERS_INDEX = "create index ix_answers_created_at on answers (created_at)"


def upgrade() -> None:
    """Apply the migration."""
    for statement in (*messaging_tables(), TITLES, VIEWERS, ENTRIES, ENTRIES_INDEX, ANSWERS, ANSWERS_INDEX):
        op.execute(statement)


def downgrade() -> None:
    """Revert the migration."""
    for table in ("answers", "entries", "viewers", "titles", "inbox", "outbox"):
        op.execute(f"drop table {table}")
