"""Create the messages of providers, and reconciliations."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = (
    """
create table webhook_events (
  id uuid not null,
  provider text not null,
  event_id text not null,
  type text not null,
  body bytea not null,
  objects text[] not null,
  open_objects text[] not null,
  occurred_at timestamptz,
  received_at timestamptz not null,
  status text not null
    constraint ck_webhook_events_status check (status in ('received', 'queued', 'settled', 'ignored', 'failed')),
  attempts integer default 0 not null,
  failure text,
  retry_at timestamptz,
  settled_at timestamptz,
  constraint pk_webhook_events primary key (id)
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000)
""",
    """
create table reconciliations (
  id uuid not null,
  progress text not null
    constraint ck_reconciliations_progress check (progress in ('collecting', 'comparing', 'done')),
  requested_by uuid,
  since timestamptz not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  constraint pk_reconciliations primary key (id)
)
""",
    """
create table reconciliation_objects (
  reconciliation_id uuid not null,
  provider text not null,
  kind text not null,
  reference text not null,
  compared_at timestamptz,
  constraint pk_reconciliation_objects primary key (reconciliation_id, provider, kind, reference),
  constraint fk_reconciliation_objects_reconciliation_id
    foreign key(reconciliation_id) references reconciliations (id) on delete cascade
)
""",
    """
create table reconciliation_differences (
  reconciliation_id uuid not null,
  provider text not null,
  kind text not null,
  reference text not null,
  field text not null,
  ours text,
  theirs text,
  repaired boolean not null,
  observed_at timestamptz not null,
  constraint pk_reconciliation_differences primary key (reconciliation_id, provider, kind, reference, field),
  constraint fk_reconciliation_differences_reconciliation_id
    foreign key(reconciliation_id) references reconciliations (id) on delete cascade
)
""",
)
IS_OPEN = "status in ('queued', 'failed')"
IS_WAITING = " where compared_at is null"
INDEXES = (
    "create index ix_webhook_events_due on webhook_events (retry_at) where status in ('received', 'queued')",
    "create index ix_webhook_events_open on webhook_events using gin (open_objects) where " + IS_OPEN,
    "create index ix_webhook_events_received_at on webhook_events (received_at desc, id desc)",
    "create index ix_reconciliations_started_at on reconciliations (started_at desc, id desc)",
    "create index ix_reconciliation_objects_waiting on reconciliation_objects (reconciliation_id)" + IS_WAITING,
)


def upgrade() -> None:
    """Go forward."""
    for statement in (*TABLES, *INDEXES):
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    for table in ("reconciliation_differences", "reconciliation_objects", "reconciliations", "webhook_events"):
        op.execute(f"drop table {table}")
