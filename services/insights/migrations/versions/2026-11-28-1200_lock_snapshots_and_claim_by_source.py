"""Create partitions under a lock that no other role can hold, and claim events by id and source.

The previous release keeps working: its claims name no source.
"""

from alembic import op

from chassis.storage.migrations import inbox_source, without_inbox_source

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# The lock of the table serializes two callers, and the second one finds the partition. ATTACH takes this lock anyway:
# it permits reads and writes, and only roles with rights on this schema can hold it.
ENSURE_PARTITION = """
create or replace function ensure_partition(wanted date) returns void
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
  lock table snapshots in share update exclusive mode;
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
ENSURE_PARTITION_BEFORE = ENSURE_PARTITION.replace(
    "lock table snapshots in share update exclusive mode",
    "perform pg_advisory_xact_lock(hashtext('insights.ensure_partition'))",
)


def upgrade() -> None:
    """Apply the migration."""
    for statement in (*inbox_source(), ENSURE_PARTITION):
        op.execute(statement)


def downgrade() -> None:
    """Revert the migration."""
    for statement in (*without_inbox_source(), ENSURE_PARTITION_BEFORE):
        op.execute(statement)
