"""Follow external lists.

The previous release keeps working: it does not know the new tables, and takes a list that follows an external one for
an empty list. Stop its workers before those of this release start.
"""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
create table external_lists (
  external_id uuid not null constraint pk_external_lists primary key,
  version bigint not null,
  name text not null,
  address text,
  state text not null,
  user_id uuid,
  read_at timestamptz,
  item_count integer not null
)
""",
    "create index ix_external_lists_user_id on external_lists (user_id) where user_id is not null",
    """
create table external_list_items (
  external_id uuid not null
    constraint fk_external_list_items_external_id_external_lists
      references external_lists (external_id) on delete cascade,
  media_id uuid not null,
  rank bigint not null,
  constraint pk_external_list_items primary key (external_id, media_id)
)
""",
    "create index ix_external_list_items_rank on external_list_items (external_id, rank)",
    "create index ix_external_list_items_media_id on external_list_items (media_id)",
    """
create table external_followers (
  user_id uuid not null,
  external_id uuid not null,
  version bigint not null,
  follows boolean not null,
  constraint pk_external_followers primary key (user_id, external_id)
)
""",
    "alter table lists add column follows uuid",
    "create index ix_lists_follows on lists (follows) where follows is not null",
)


def upgrade() -> None:
    """Create the tables, and the column."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Drop them; a list that followed an external one is an empty list."""
    op.execute("alter table lists drop column follows")
    for table in ("external_followers", "external_list_items", "external_lists"):
        op.execute(f"drop table {table}")
