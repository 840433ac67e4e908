"""Create webhooks: endpoints, deliveries, attempts, replays, and the log of events with a partition per day."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = ("webhook_replays", "webhook_attempts", "webhook_deliveries", "webhook_events", "webhook_endpoints")
STATEMENTS = (
    """
    create table webhook_endpoints (
      endpoint_id uuid not null,
      user_id uuid not null,
      url text not null,
      description text not null,
      event_types text[] not null,
      filters jsonb not null,
      sealed_secret bytea not null,
      sealed_previous_secret bytea,
      previous_until timestamptz,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      disabled_at timestamptz,
      disabled_reason text,
      failures integer default '0' not null,
      failing_since timestamptz,
      free_at timestamptz,
      due_at timestamptz,
      claim uuid,
      constraint pk_webhook_endpoints primary key (endpoint_id)
    ) with (fillfactor = 70)
    """,
    "create index ix_webhook_endpoints_user_id on webhook_endpoints (user_id, created_at)",
    "create index ix_webhook_endpoints_due_at on webhook_endpoints (due_at) where disabled_at is null",
    "create index ix_webhook_endpoints_event_types on webhook_endpoints using gin (event_types)",
    """
    create table webhook_events (
      occurred_at timestamptz not null,
      event_id uuid not null,
      type text not null,
      user_id uuid,
      data jsonb not null,
      facts jsonb not null,
      constraint pk_webhook_events primary key (occurred_at, event_id)
    ) partition by range (occurred_at)
    """,
    "create index ix_webhook_events_user_id on webhook_events (user_id) where user_id is not null",
    """
    create table webhook_deliveries (
      delivery_id uuid not null,
      endpoint_id uuid not null,
      user_id uuid not null,
      event_id uuid not null,
      event_type text not null,
      occurred_at timestamptz not null,
      state text not null constraint ck_webhook_deliveries_state check (
        state in ('pending', 'delivered', 'failed', 'cancelled')
      ),
      due_at timestamptz not null,
      expires_at timestamptz not null,
      created_at timestamptz not null,
      ended_at timestamptz,
      attempts smallint default '0' not null,
      error_code text,
      error_detail text,
      constraint pk_webhook_deliveries primary key (delivery_id),
      constraint fk_webhook_deliveries_endpoint_id foreign key (endpoint_id)
        references webhook_endpoints (endpoint_id) on delete cascade
    )
    """,
    "create index ix_webhook_deliveries_due_at on webhook_deliveries (endpoint_id, due_at) where state = 'pending'",
    "create index ix_webhook_deliveries_created_at on webhook_deliveries (endpoint_id, created_at desc, delivery_id)",
    "create index ix_webhook_deliveries_user_id on webhook_deliveries (user_id)",
    """
    create table webhook_attempts (
      delivery_id uuid not null,
      attempt integer not null,
      user_id uuid not null,
      attempted_at timestamptz not null,
      milliseconds integer not null,
      request_headers jsonb not null,
      status smallint,
      response_headers jsonb,
      response_body text,
      is_cut boolean default false not null,
      error_code text,
      error_detail text,
      constraint pk_webhook_attempts primary key (delivery_id, attempt),
      constraint fk_webhook_attempts_delivery_id foreign key (delivery_id)
        references webhook_deliveries (delivery_id) on delete cascade
    )
    """,
    "create index ix_webhook_attempts_user_id on webhook_attempts (user_id)",
    """
    create table webhook_replays (
      replay_id uuid not null,
      endpoint_id uuid not null,
      user_id uuid not null,
      begins_at timestamptz not null,
      ends_at timestamptz not null,
      event_types text[] not null,
      position_at timestamptz not null,
      position_id uuid not null,
      scanned integer default '0' not null,
      replayed integer default '0' not null,
      created_at timestamptz not null,
      finished_at timestamptz,
      constraint pk_webhook_replays primary key (replay_id),
      constraint fk_webhook_replays_endpoint_id foreign key (endpoint_id)
        references webhook_endpoints (endpoint_id) on delete cascade
    )
    """,
    "create index ix_webhook_replays_user_id on webhook_replays (user_id)",
    "create unique index uq_webhook_replays_endpoint_id on webhook_replays (endpoint_id) where finished_at is null",
    "create index ix_webhook_replays_created_at on webhook_replays (endpoint_id, created_at desc)",
)

# The service's role has no DDL, so these functions run with the rights of the owner. ATTACH takes a lock that permits
# reads and writes of other days. The lock of the table serializes two callers; the second one finds the partition.
ENSURE_DAY = """
create function ensure_webhook_day(day date) returns void
language plpgsql security definer set search_path = notifications, pg_temp set timezone = 'UTC' as $$
declare
  partition constant text := format('webhook_events_%s', to_char(day, 'YYYY_MM_DD'));
begin
  if to_regclass(partition) is not null then
    return;
  end if;
  if day < date '2000-01-01' or day > (now() at time zone 'utc')::date + 30 then
    raise exception 'no events are kept for %', day using errcode = 'datetime_field_overflow';
  end if;
  lock table webhook_events in share update exclusive mode;
  perform from pg_class where relname = partition and relnamespace = 'notifications'::regnamespace;
  if found then
    return;
  end if;
  execute format('create table %I (like webhook_events including all)', partition);
  execute format('alter table webhook_events attach partition %I for values from (%L) to (%L)',
    partition, day, day + 1);
end
$$
"""
DROP_DAYS = """
create function drop_webhook_days(before date) returns integer
language plpgsql security definer set search_path = notifications, pg_temp set lock_timeout = '2s' as $$
declare
  partition text;
  dropped integer := 0;
begin
  for partition in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'webhook_events'::regclass and to_date(right(c.relname, 10), 'YYYY_MM_DD') < before
    order by c.relname
  loop
    execute format('drop table %I', partition);
    dropped := dropped + 1;
  end loop;
  return dropped;
end
$$
"""
REVOKE = (
    "revoke all on function ensure_webhook_day(date) from public",
    "revoke all on function drop_webhook_days(date) from public",
)


def upgrade() -> None:
    """Go forward."""
    for statement in (*STATEMENTS, ENSURE_DAY, DROP_DAYS, *REVOKE):
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    op.execute("drop function drop_webhook_days(date)")
    op.execute("drop function ensure_webhook_day(date)")
    for table in TABLES:
        op.execute(f"drop table {table}")
