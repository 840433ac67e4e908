"""Keep the ranks of lists by day. The previous release continues to work: it does not name the tables."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

LIST_DAYS = """
create table list_days (
  list_id text not null,
  day date not null,
  version bigint not null,
  kind text not null,
  region text not null,
  taken_at timestamptz not null,
  constraint pk_list_days primary key (list_id, day)
)
"""
LIST_RANKS = """
create table list_ranks (
  list_id text not null,
  day date not null,
  rank integer not null,
  media_id uuid not null,
  constraint pk_list_ranks primary key (list_id, day, rank)
)
"""
RANKS_OF_TITLE = "create index ix_list_ranks_media_id on list_ranks (media_id, list_id, day)"


def upgrade() -> None:
    """Apply the migration."""
    for statement in (LIST_DAYS, LIST_RANKS, RANKS_OF_TITLE):
        op.execute(statement)


def downgrade() -> None:
    """Revert the migration."""
    op.execute("drop table list_ranks")
    op.execute("drop table list_days")
