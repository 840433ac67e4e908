"""Lock the outbox's lanes by rows of this schema, which no other role can hold.

The release before goes on working, but does not know the lanes. Stop its workers before those of this release start, or
two relays publish side by side for a while.
"""

from alembic import op

from chassis.storage.migrations import outbox_lanes_table

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    for statement in outbox_lanes_table():
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    op.execute("drop table outbox_lanes")
