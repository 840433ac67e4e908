"""Claim events by id and source.

The release before goes on working: its claims name no source.
"""

from alembic import op

from chassis.migrations import inbox_source, without_inbox_source

revision = "0003-inbox"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    for statement in inbox_source():
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    for statement in without_inbox_source():
        op.execute(statement)
