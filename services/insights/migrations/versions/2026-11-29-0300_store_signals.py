"""Store one value per title, signal, source, region and day, live ones also per hour, and the facts of titles.

The previous release continues to work: it writes and reads `snapshots`, from which a trigger copies each write. The
lock that the trigger needs lasts as long as this migration, which copies no rows. Titles get their facts with their
next import, or at once by a replay.
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

DAILY = """
create table daily_signals (
  media_id uuid not null,
  value double precision not null,
  observed_at timestamptz not null,
  day date not null,
  signal smallint not null,
  source smallint not null,
  backfilled boolean not null,
  region text not null,
  constraint pk_daily_signals primary key (media_id, signal, source, region, day)
) partition by range (day)
"""
HOURLY = """
create table hourly_signals (
  media_id uuid not null,
  value double precision not null,
  observed_at timestamptz not null,
  hour timestamptz not null,
  signal smallint not null,
  source smallint not null,
  backfilled boolean not null,
  region text not null,
  constraint pk_hourly_signals primary key (media_id, signal, source, region, hour)
) partition by range (hour)
"""

# The service's role has no DDL, so this function runs with the rights of the owner. ATTACH takes a lock that permits
# reads and writes of other months, which CREATE TABLE … PARTITION OF would block. The lock of the table serializes two
# callers, and the second one finds the partition.
ENSURE_PARTITION = """
create function ensure_partition(parent text, wanted date) returns void
language plpgsql security definer set search_path = insights, pg_temp set timezone = 'UTC' as $$
declare
  first_day constant date := make_date(extract(year from wanted)::int, extract(month from wanted)::int, 1);
  next_first constant date := (first_day + interval '1 month')::date;
  partition constant text := format('%s_%s', parent, to_char(first_day, 'YYYY_MM'));
begin
  if parent not in ('daily_signals', 'hourly_signals') then
    raise exception '% has no partitions', parent using errcode = 'invalid_parameter_value';
  end if;
  if to_regclass(partition) is not null then
    return;
  end if;
  if wanted < date '2000-01-01' or wanted > (now() at time zone 'utc')::date + 400 then
    raise exception 'no signals are kept for %', wanted using errcode = 'datetime_field_overflow';
  end if;
  execute format('lock table %I in share update exclusive mode', parent);
  perform from pg_class where relname = partition and relnamespace = 'insights'::regnamespace;
  if found then
    return;
  end if;
  execute format('create table %I (like %I including all)', partition, parent);
  execute format('alter table %I attach partition %I for values from (%L) to (%L)',
    parent, partition, first_day, next_first);
end
$$
"""
REVOKE_FROM_PUBLIC = "revoke all on function ensure_partition(text, date) from public"
FIRST_PARTITIONS = """
select ensure_partition(parent, (date_trunc('month', now() at time zone 'utc') + make_interval(months => ahead))::date)
from unnest(array['daily_signals', 'hourly_signals']) as parent, generate_series(-1, 3) as ahead
"""
MONTHS_OF_SNAPSHOTS = """
select ensure_partition('daily_signals', to_date(right(relname, 7), 'YYYY_MM'))
from pg_class where relispartition and relkind = 'r' and relname like 'snapshots\\_%'
  and relnamespace = 'insights'::regnamespace
"""

# Signals: 1 live watchers, 2 total watchers, 4 popularity. Sources: 1 Trakt, 2 TMDB. When live watchers were observed
# is unknown; they are the maximum of the day, so the time only decides between equal values.
COPY = """
  insert into daily_signals (media_id, value, observed_at, day, signal, source, backfilled, region)
  select s.media_id, v.value, v.observed_at, s.day, v.signal, v.source, v.backfilled, s.region
  from {rows} s
  cross join lateral (values
    (1, 1, s.live_watchers, coalesce(s.total_watchers_at, s.popularity_at, s.day::timestamp at time zone 'utc'),
      coalesce(s.total_watchers_backfilled, s.popularity_backfilled, false)),
    (2, 1, s.total_watchers, s.total_watchers_at, s.total_watchers_backfilled),
    (4, 2, s.popularity, s.popularity_at, s.popularity_backfilled)
  ) v (signal, source, value, observed_at, backfilled)
  where v.value is not null
  order by s.media_id, v.signal, v.source, s.region, s.day
  on conflict (media_id, signal, source, region, day) do update set
    value = excluded.value, observed_at = excluded.observed_at, backfilled = excluded.backfilled
  where case when excluded.signal = 1 then
    (excluded.value, not excluded.backfilled, excluded.observed_at)
      > (daily_signals.value, not daily_signals.backfilled, daily_signals.observed_at)
  else
    (not excluded.backfilled, excluded.observed_at, excluded.value)
      > (not daily_signals.backfilled, daily_signals.observed_at, daily_signals.value)
  end;
"""
MIRROR = f"""
create function copy_snapshots() returns trigger language plpgsql as $$
begin
  perform ensure_partition('daily_signals', month)
  from (select distinct date_trunc('month', day)::date as month from written) months;
  {COPY.format(rows="written")}
  return null;
end
$$
"""  # noqa: S608 - made of constants
TRIGGERS = tuple(
    f"create trigger copy_after_{change} after {change} on snapshots referencing new table as written"
    " for each statement execute function copy_snapshots()"
    for change in ("insert", "update")
)
FACTS = """
alter table titles add column release_date date, add column genres integer[], add column countries text[],
  add column providers text[]
"""


def upgrade() -> None:
    """Apply the migration."""
    functions = (ENSURE_PARTITION, REVOKE_FROM_PUBLIC, FIRST_PARTITIONS, MONTHS_OF_SNAPSHOTS, MIRROR)
    for statement in (DAILY, HOURLY, *functions, *TRIGGERS, FACTS):
        op.execute(statement)


def downgrade() -> None:
    """Revert the migration: what was observed after it is in the topics, from which a replay reads it."""
    op.execute(
        "alter table titles drop column release_date, drop column genres, drop column countries, drop column providers"
    )
    for trigger in ("copy_after_insert", "copy_after_update"):
        op.execute(f"drop trigger {trigger} on snapshots")
    op.execute("drop function copy_snapshots()")
    op.execute("drop function ensure_partition(text, date)")
    op.execute("drop table hourly_signals")
    op.execute("drop table daily_signals")
