"""Keep the ranks of titles in the trending lists.

The lists arrive as soon as a worker reads their topic, which keeps the last version of each.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

LISTS = """
create table trending_lists (
  list_id text not null constraint pk_trending_lists primary key,
  version bigint not null
)
"""
RANKS = """
create table ranks (
  media_id uuid not null,
  list_id text not null,
  rank integer not null,
  constraint pk_ranks primary key (media_id, list_id)
)
"""


def upgrade() -> None:
    """Create the tables."""
    op.execute(LISTS)
    op.execute(RANKS)


def downgrade() -> None:
    """Remove the tables."""
    op.execute("drop table ranks")
    op.execute("drop table trending_lists")
