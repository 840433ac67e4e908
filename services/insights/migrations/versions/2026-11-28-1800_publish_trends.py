"""Add the outbox, and remember which trend of each title was published last.

The previous release continues to work: it publishes nothing. Trends are published as titles get new snapshots.
"""

from alembic import op

from chassis.storage.migrations import outbox_lanes_table, outbox_tables

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TRENDS = """
create table trends (
  media_id uuid not null constraint pk_trends primary key,
  direction text not null constraint ck_trends_direction check (direction in ('up', 'down', 'none')),
  version bigint not null
)
"""


def upgrade() -> None:
    """Apply the migration."""
    for statement in (*outbox_tables(), *outbox_lanes_table(), TRENDS):
        op.execute(statement)


def downgrade() -> None:
    """Revert the migration."""
    for statement in ("drop table trends", "drop table outbox_lanes", "drop table outbox"):
        op.execute(statement)
