"""Lock the outbox's lanes by rows of this schema, and claim events by id and source.

The previous release keeps working: its claims name no source, and it does not know the lanes. Stop its workers before
those of this release start; otherwise two relays publish at the same time for a while.
"""

from alembic import op

from chassis.storage.migrations import inbox_source, outbox_lanes_table, without_inbox_source

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the migration."""
    for statement in (*outbox_lanes_table(), *inbox_source()):
        op.execute(statement)


def downgrade() -> None:
    """Revert the migration."""
    for statement in ("drop table outbox_lanes", *without_inbox_source()):
        op.execute(statement)
