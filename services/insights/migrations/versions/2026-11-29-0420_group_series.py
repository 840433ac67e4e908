"""Store the series of genres and services by day. The previous release does not name the tables, and works on."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

GROUP_DAYS = """
create table group_days (
  total double precision not null,
  day date not null,
  titles integer not null,
  dimension smallint not null,
  signal smallint not null,
  source smallint not null,
  key text not null,
  constraint pk_group_days primary key (dimension, key, signal, source, day)
)
"""
DAYS = "create index ix_group_days_day on group_days (day)"
GROUP_MONTHS = """
create table group_months (
  month date not null constraint pk_group_months primary key,
  refreshed_at timestamptz
)
"""


def upgrade() -> None:
    """Apply the migration."""
    for statement in (GROUP_DAYS, DAYS, GROUP_MONTHS):
        op.execute(statement)


def downgrade() -> None:
    """Revert the migration."""
    op.execute("drop table group_months")
    op.execute("drop table group_days")
