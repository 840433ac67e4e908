"""Create watch positions, keys of webhooks, and scrobbles without a title."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

POSITIONS = """
create table positions (
  user_id uuid not null,
  media_id uuid not null,
  season integer not null,
  episode integer not null,
  device_id text not null,
  device_name text,
  seconds integer not null,
  duration_seconds integer,
  state text not null constraint ck_positions_state check (state in ('playing', 'paused', 'stopped')),
  at timestamptz not null,
  expires_at timestamptz not null,
  origin text not null,
  last_episode integer,
  reports_progress boolean not null,
  constraint pk_positions primary key (user_id, media_id, season, episode, device_id)
)
"""
VIEWINGS = """
create table viewings (
  user_id uuid not null,
  media_id uuid not null,
  season integer not null,
  episode integer not null,
  completed_at timestamptz,
  unfinished_at timestamptz,
  latest_at timestamptz not null,
  constraint pk_viewings primary key (user_id, media_id, season, episode)
)
"""
KEYS = """
create table scrobble_keys (
  key_id uuid constraint pk_scrobble_keys primary key,
  user_id uuid not null,
  key_hash bytea not null,
  source text not null constraint ck_scrobble_keys_source check (source in ('jellyfin', 'plex', 'emby', 'kodi')),
  name text not null,
  accounts text[] not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  last_error text,
  last_error_at timestamptz
)
"""
UNMATCHED = """
create table unmatched_scrobbles (
  user_id uuid not null,
  scrobble_id uuid not null,
  identity text not null,
  reason text not null,
  scrobble jsonb not null,
  at timestamptz not null,
  received_at timestamptz not null,
  constraint pk_unmatched_scrobbles primary key (user_id, scrobble_id)
)
"""
MATCHES = """
create table scrobble_matches (
  user_id uuid not null,
  identity text not null,
  media_id uuid not null,
  chosen_at timestamptz not null,
  constraint pk_scrobble_matches primary key (user_id, identity)
)
"""
INDEXES = (
    "create index ix_positions_user_id_at on positions (user_id, at)",
    "create index ix_viewings_latest_at on viewings (latest_at)",
    "create unique index ix_scrobble_keys_key_hash on scrobble_keys (key_hash)",
    "create index ix_scrobble_keys_user_id on scrobble_keys (user_id)",
    "create index ix_unmatched_scrobbles_user_id_at on unmatched_scrobbles (user_id, at)",
)


def upgrade() -> None:
    """Apply the migration."""
    for statement in (POSITIONS, VIEWINGS, KEYS, UNMATCHED, MATCHES, *INDEXES):
        op.execute(statement)


def downgrade() -> None:
    """Go back: positions, keys and scrobbles without a title are lost."""
    for table in ("scrobble_matches", "unmatched_scrobbles", "scrobble_keys", "viewings", "positions"):
        op.execute(f"drop table {table}")
