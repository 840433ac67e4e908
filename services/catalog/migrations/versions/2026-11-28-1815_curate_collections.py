"""Curated collections, arranged sections of the home page, and scheduled changes.

The previous release continues to work: it does not know the tables.
"""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

COLLECTIONS = """
create table collections (
  slug text not null constraint pk_collections primary key,
  kind text not null,
  names jsonb not null,
  descriptions jsonb not null,
  image text,
  media_ids uuid[] not null,
  position integer not null,
  published boolean not null,
  version bigint not null,
  changed_at timestamptz not null
)
"""
HOME_SECTIONS = """
create table home_sections (
  key text not null constraint pk_home_sections primary key,
  version bigint not null,
  enabled boolean not null,
  position integer not null,
  pins jsonb not null
)
"""
SCHEDULED_CHANGES = """
create table scheduled_changes (
  id uuid not null constraint pk_scheduled_changes primary key,
  action text not null,
  target text not null,
  due_at timestamptz not null,
  reason text,
  user_id uuid not null,
  created_at timestamptz not null,
  state text not null,
  ended_at timestamptz,
  failure text
)
"""
INDEXES = (
    "create index ix_collections_position on collections (position, slug)",
    "create index ix_scheduled_changes_due on scheduled_changes (due_at) where state = 'pending'",
    "create index ix_scheduled_changes_due_at_id on scheduled_changes (due_at, id)",
    "create index ix_scheduled_changes_target on scheduled_changes (target) where state = 'pending'",
)


def upgrade() -> None:
    """Apply the migration."""
    for statement in (COLLECTIONS, HOME_SECTIONS, SCHEDULED_CHANGES, *INDEXES):
        op.execute(statement)


def downgrade() -> None:
    """Revert the migration."""
    for table in ("scheduled_changes", "home_sections", "collections"):
        op.execute(f"drop table {table}")
