"""Count what users have in their libraries.

The previous release continues to work: it does not know the tables.
"""

from alembic import op

from chassis.storage.migrations import inbox_source, inbox_tables

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    for statement in (*inbox_tables(), *inbox_source()):
        op.execute(statement)
    op.execute("""
create table library_entries (
  account_id uuid not null constraint fk_library_entries_account_id references accounts (id) on delete cascade,
  media_id uuid not null,
  version bigint not null,
  kind text not null,
  is_planned boolean not null,
  is_rated boolean not null,
  constraint pk_library_entries primary key (account_id, media_id)
)
""")
    op.execute("""
create table library_counts (
  account_id uuid not null constraint pk_library_counts primary key
    constraint fk_library_counts_account_id references accounts (id) on delete cascade,
  movies_rated integer not null default 0,
  shows_rated integer not null default 0,
  watchlist_count integer not null default 0
)
""")


def downgrade() -> None:
    """Go back."""
    for table in ("library_counts", "library_entries", "inbox"):
        op.execute(f"drop table {table}")
