"""Keep when the statistics of each title were checked, and what was known then.

The previous release keeps working: it does not know the table.
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute(
        """
create table title_statistics (
  kind text not null constraint ck_title_statistics_kind check (kind in ('movie', 'show')),
  tmdb_id integer not null,
  checked_at timestamptz not null,
  interval_seconds integer not null,
  due_at timestamptz not null,
  is_complete boolean not null,
  total_watchers bigint,
  total_plays bigint,
  votes bigint,
  popularity double precision,
  constraint pk_title_statistics primary key (kind, tmdb_id)
)
"""
    )


def downgrade() -> None:
    """Go back."""
    op.execute("drop table title_statistics")
