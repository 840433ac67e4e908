"""Index dead letters for administrators.

The previous release continues to work: it does not know the table.
"""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute("""
create table dead_letters (
  id uuid not null constraint pk_dead_letters primary key,
  reference text not null constraint uq_dead_letters_reference unique,
  service text not null,
  topic text not null,
  partition integer not null,
  "offset" bigint not null,
  key text not null,
  event_id text not null,
  event_type text not null,
  code text not null,
  reason text not null,
  rejected_at timestamp with time zone not null,
  headers jsonb not null,
  payload text,
  payload_bytes integer not null,
  truncated boolean not null,
  status text not null,
  note text not null,
  requested_by uuid,
  requested_at timestamp with time zone,
  claimed_until timestamp with time zone,
  handled_at timestamp with time zone,
  failure text not null
)
""")
    op.execute("create index ix_dead_letters_event_id on dead_letters (event_id)")
    op.execute("create index ix_dead_letters_time on dead_letters (rejected_at, id)")
    op.execute("create index ix_dead_letters_status_time on dead_letters (status, rejected_at, id)")


def downgrade() -> None:
    """Go back."""
    op.execute("drop table dead_letters")
