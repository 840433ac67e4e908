"""Keep what editors decide about titles, the provider's facts that they replace, and the audit trail.

The previous release continues to work: it does not know the tables.
"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

EDITIONS = """
create table editions (
  media_id uuid not null constraint pk_editions primary key,
  version bigint not null,
  overrides jsonb not null default '{}',
  hidden_at timestamptz,
  hidden_by uuid,
  hidden_reason text,
  merged_at timestamptz,
  merged_by uuid,
  merged_into uuid,
  merged_kind text,
  merged_tmdb_id integer,
  featured_at timestamptz
)
"""
EDITIONS_FEATURED = "create index ix_editions_featured_at on editions (featured_at) where featured_at is not null"
PROVIDER_FACTS = """
create table provider_facts (
  media_id uuid not null constraint pk_provider_facts primary key,
  facts bytea not null
)
"""
AUDIT = """
create table audit_entries (
  number bigint generated always as identity constraint pk_audit_entries primary key,
  at timestamptz not null,
  user_id uuid not null,
  action text not null,
  subject text not null,
  media_id uuid,
  before jsonb not null,
  after jsonb not null,
  reason text,
  request_id text
)
"""
AUDIT_INDEXES = (
    "create index ix_audit_entries_media_id on audit_entries (media_id, number)",
    "create index ix_audit_entries_user_id on audit_entries (user_id, number)",
    "create index ix_audit_entries_action on audit_entries (action, number)",
    "create index ix_audit_entries_subject on audit_entries (subject, number)",
    "create index ix_audit_entries_at on audit_entries (at)",
)


def upgrade() -> None:
    """Apply the migration."""
    for statement in (EDITIONS, EDITIONS_FEATURED, PROVIDER_FACTS, AUDIT, *AUDIT_INDEXES):
        op.execute(statement)


def downgrade() -> None:
    """Revert the migration."""
    for table in ("audit_entries", "provider_facts", "editions"):
        op.execute(f"drop table {table}")
