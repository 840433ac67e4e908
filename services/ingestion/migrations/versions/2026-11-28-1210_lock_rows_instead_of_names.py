"""Lock rows of this schema instead of names that every role shares, and claim events by id and source.

The release before goes on working: its claims name no source, and it does not know the lanes. Stop its workers before
those of this release start, or two relays publish side by side for a while.

Claims of jobs by both releases at once may exceed the caps of a kind until the old workers have stopped.
"""

from alembic import op

from chassis.storage.migrations import inbox_source, outbox_lanes_table, without_inbox_source

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

LOCKS = "create table locks (name text not null constraint pk_locks primary key)"
CLAIM_LOCK = "insert into locks (name) values ('jobs.claim')"


def upgrade() -> None:
    """Go forward."""
    for statement in (*outbox_lanes_table(), *inbox_source(), LOCKS, CLAIM_LOCK):
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    for statement in ("drop table locks, outbox_lanes", *without_inbox_source()):
        op.execute(statement)
