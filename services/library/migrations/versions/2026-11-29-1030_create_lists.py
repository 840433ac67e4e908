"""Create lists with their items, members, reactions and links.

The previous release keeps working: it does not know the new tables, and its erasure of a user leaves their lists. Stop
its workers before those of this release start.
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLES = {
    "lists": """
create table lists (
  list_id uuid not null constraint pk_lists primary key,
  user_id uuid not null,
  name text not null constraint ck_lists_name check (char_length(name) between 1 and 100),
  description text constraint ck_lists_description check (char_length(description) <= 2000),
  cover_url text constraint ck_lists_cover_url check (char_length(cover_url) <= 500),
  visibility text not null
    constraint ck_lists_visibility check (visibility in ('private', 'unlisted', 'public')),
  rules jsonb,
  version bigint not null,
  item_count integer not null constraint ck_lists_item_count check (item_count between 0 and 10000),
  likes integer not null default 0,
  shares integer not null default 0,
  created_at timestamptz not null,
  updated_at timestamptz not null
)
""",
    "list_items": """
create table list_items (
  list_id uuid not null
    constraint fk_list_items_list_id references lists (list_id) on delete cascade,
  media_id uuid not null,
  rank bigint not null,
  note text constraint ck_list_items_note check (char_length(note) <= 500),
  added_by uuid,
  added_at timestamptz not null,
  constraint pk_list_items primary key (list_id, media_id),
  constraint uq_list_items_list_id_rank unique (list_id, rank) deferrable initially immediate
)
""",
    "list_members": """
create table list_members (
  list_id uuid not null
    constraint fk_list_members_list_id references lists (list_id) on delete cascade,
  user_id uuid not null,
  role text not null constraint ck_list_members_role check (role in ('viewer', 'editor')),
  joined_at timestamptz not null,
  constraint pk_list_members primary key (list_id, user_id)
)
""",
    "list_reactions": """
create table list_reactions (
  list_id uuid not null
    constraint fk_list_reactions_list_id references lists (list_id) on delete cascade,
  user_id uuid not null,
  reaction text not null constraint ck_list_reactions_reaction check (reaction in ('like', 'share')),
  created_at timestamptz not null,
  constraint pk_list_reactions primary key (list_id, user_id, reaction)
)
""",
    "list_links": """
create table list_links (
  list_id uuid not null
    constraint fk_list_links_list_id references lists (list_id) on delete cascade,
  kind text not null constraint ck_list_links_kind check (kind in ('public', 'viewer', 'editor')),
  token_hash bytea not null,
  created_at timestamptz not null,
  constraint pk_list_links primary key (list_id, kind)
)
""",
}
INDEXES = (
    "create index ix_lists_user_id on lists (user_id)",
    "create index ix_lists_created_at on lists (created_at desc, list_id)",
    "create index ix_lists_likes on lists (likes desc, created_at desc, list_id) where visibility = 'public'",
    "create index ix_lists_public on lists (created_at desc, list_id) where visibility = 'public'",
    "create index ix_list_items_media_id on list_items (media_id)",
    "create index ix_list_items_added_by on list_items (added_by) where added_by is not null",
    "create index ix_list_members_user_id on list_members (user_id)",
    "create index ix_list_reactions_user_id on list_reactions (user_id)",
    "create unique index ix_list_links_token_hash on list_links (token_hash)",
)


def upgrade() -> None:
    """Apply the migration."""
    for statement in (*TABLES.values(), *INDEXES):
        op.execute(statement)


def downgrade() -> None:
    """Revert the migration."""
    for table in reversed(TABLES):
        op.execute(f"drop table {table}")
