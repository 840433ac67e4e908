"""Add roll-ups by week and month, and the deletion of old months.

The previous release continues to work: a trigger marks the weeks that it writes. Those of stored values are marked
here, and the worker computes them in batches.
"""

from alembic import op
from sqlalchemy import text

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

PERIODS = """
create table {table} (
  media_id uuid not null,
  minimum double precision not null,
  maximum double precision not null,
  mean double precision not null,
  first double precision not null,
  last double precision not null,
  {period} date not null,
  signal smallint not null,
  source smallint not null,
  days_observed smallint not null,
  region text not null,
  constraint pk_{table} primary key (media_id, signal, source, region, {period})
)
"""
STALE_WEEKS = """
create table stale_weeks (
  media_id uuid not null,
  week date not null,
  constraint pk_stale_weeks primary key (media_id, week)
)
"""
STALE_WEEKS_BY_WEEK = "create index ix_stale_weeks_week on stale_weeks (week)"

# The service's role has no DDL, so this function runs with the rights of the owner. It deletes nothing of the last
# week, and gives up soon when a query holds the table: the worker calls it again.
DROP_PARTITIONS = """
create function drop_partitions(parent text, before date) returns integer
language plpgsql security definer set search_path = insights, pg_temp set lock_timeout = '2s' as $$
declare
  partition text;
  dropped integer := 0;
begin
  if parent not in ('daily_signals', 'hourly_signals') then
    raise exception '% has no partitions', parent using errcode = 'invalid_parameter_value';
  end if;
  if before > (now() at time zone 'utc')::date - 7 then
    raise exception 'values of the last week are kept' using errcode = 'invalid_parameter_value';
  end if;
  for partition in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = parent::regclass
      and to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' <= before
    order by c.relname
  loop
    execute format('drop table %I', partition);
    dropped := dropped + 1;
  end loop;
  return dropped;
end
$$
"""
REVOKE_FROM_PUBLIC = "revoke all on function drop_partitions(text, date) from public"

MARK_WEEKS = """
create function mark_weeks() returns trigger language plpgsql as $$
begin
  insert into stale_weeks (media_id, week)
  select distinct media_id, day + 1 - extract(isodow from day)::integer from written
  order by 1, 2
  on conflict do nothing;
  return null;
end
$$
"""
TRIGGERS = tuple(
    f"create trigger mark_after_{change} after {change} on snapshots referencing new table as written"
    " for each statement execute function mark_weeks()"
    for change in ("insert", "update")
)

MONTHS = """
select relname from pg_class where relispartition and relkind = 'r' and relname like 'daily\\_signals\\_%'
  and relnamespace = 'insights'::regnamespace
order by relname
"""
MARK = """
insert into stale_weeks (media_id, week)
select distinct media_id, day + 1 - extract(isodow from day)::integer from {rows}
on conflict do nothing
"""


def upgrade() -> None:
    """Apply the migration."""
    for table, period in (("weekly_signals", "week"), ("monthly_signals", "month")):
        op.execute(PERIODS.format(table=table, period=period))
    for statement in (STALE_WEEKS, STALE_WEEKS_BY_WEEK, DROP_PARTITIONS, REVOKE_FROM_PUBLIC):
        op.execute(statement)
    for statement in (MARK_WEEKS, *TRIGGERS):
        op.execute(statement)
    months = list(op.get_bind().scalars(text(MONTHS)))
    for month in months:
        op.execute(MARK.format(rows=month))


def downgrade() -> None:
    """Revert the migration."""
    for trigger in ("mark_after_insert", "mark_after_update"):
        op.execute(f"drop trigger {trigger} on snapshots")
    op.execute("drop function mark_weeks()")
    op.execute("drop function drop_partitions(text, date)")
    for table in ("stale_weeks", "monthly_signals", "weekly_signals"):
        op.execute(f"drop table {table}")
