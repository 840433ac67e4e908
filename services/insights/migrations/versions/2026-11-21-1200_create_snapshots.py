"""Create titles, their daily snapshots in monthly partitions, and the rollup of movements."""

from alembic import op

from chassis.storage.migrations import inbox_tables

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
  original_name text,
  poster_path text,
  backdrop_path text,
  standing_version bigint,
  ratingo_score double precision,
  tmdb_rating double precision,
  tmdb_votes bigint,
  stale boolean not null default false
)
"""
STALE_TITLES = "create index ix_titles_stale on titles (media_id) where stale"

SNAPSHOTS = """
create table snapshots (
  media_id uuid not null,
  day date not null,
  region text not null,
  total_watchers bigint,
  total_watchers_at timestamptz,
  total_watchers_backfilled boolean,
  popularity double precision,
  popularity_at timestamptz,
  popularity_backfilled boolean,
  live_watchers integer,
  constraint pk_snapshots primary key (media_id, day, region)
) partition by range (day)
"""

# The service's role has no DDL, so this function runs with the rights of the owner. ATTACH takes a lock that permits
# reads and writes of other months, which CREATE TABLE … PARTITION OF would block. The advisory lock serializes two
# callers, and the second one finds the partition. It reads pg_class itself: an advisory lock does not refresh the
# caches that to_regclass reads.
ENSURE_PARTITION = """
create function ensure_partition(wanted date) returns void
language plpgsql security definer set search_path = insights, pg_temp as $$
declare
  first_day constant date := make_date(extract(year from wanted)::int, extract(month from wanted)::int, 1);
  next_first constant date := (first_day + interval '1 month')::date;
  partition constant text := format('snapshots_%s', to_char(first_day, 'YYYY_MM'));
begin
  if to_regclass(partition) is not null then
    return;
  end if;
  if wanted < date '2000-01-01' or wanted > (now() at time zone 'utc')::date + 400 then
    raise exception 'no snapshots are kept for %', wanted using errcode = 'datetime_field_overflow';
  end if;
  perform pg_advisory_xact_lock(hashtext('insights.ensure_partition'));
  perform from pg_class where relname = partition and relnamespace = 'insights'::regnamespace;
  if found then
    return;
  end if;
  execute format('create table %I (like snapshots including all)', partition);
  execute format(
    'alter table snapshots attach partition %I for values from (%L) to (%L)', partition, first_day, next_first
  );
end
$$
"""
REVOKE_FROM_PUBLIC = "revoke all on function ensure_partition(date) from public"
FIRST_PARTITIONS = """
select ensure_partition((date_trunc('month', now() at time zone 'utc') + make_interval(months => ahead))::date)
from generate_series(-1, 3) as ahead
"""

MOVEMENTS = """
create table movements (
  window_days integer not null,
  media_id uuid not null,
  kind text not null,
  day date not null,
  current_watchers bigint not null,
  growth_current bigint not null,
  growth_prev bigint not null,
  direction text constraint ck_movements_direction check (direction in ('riser', 'faller')),
  strength bigint not null,
  constraint pk_movements primary key (window_days, media_id)
)
"""
MOVEMENTS_OF_TITLE = "create index ix_movements_media_id on movements (media_id)"
STRONGEST_MOVEMENTS = """
create index ix_movements_strongest on movements (window_days, direction, kind, strength desc, media_id)
where direction is not null
"""

WINDOWS = """
create table movement_windows (
  window_days integer not null constraint pk_movement_windows primary key,
  as_of date,
  data_since date,
  titles integer not null default 0,
  refreshed_at timestamptz
)
"""


def upgrade() -> None:
    """Create the tables. Insights publishes no events, so it has an inbox and no outbox."""
    snapshots = (TITLES, STALE_TITLES, SNAPSHOTS, ENSURE_PARTITION, REVOKE_FROM_PUBLIC, FIRST_PARTITIONS)
    rollup = (MOVEMENTS, MOVEMENTS_OF_TITLE, STRONGEST_MOVEMENTS, WINDOWS)
    for statement in (*inbox_tables(), *snapshots, *rollup):
        op.execute(statement)


def downgrade() -> None:
    """Drop the tables."""
    op.execute("drop function ensure_partition(date)")
    for table in ("movement_windows", "movements", "snapshots", "titles", "inbox"):
        op.execute(f"drop table {table}")
