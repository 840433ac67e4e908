"""Name the cause of an outage and of an open breaker.

The previous release continues to work: it neither reads nor writes the columns. An outage of before has no cause.
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.execute("alter table provider_state add column breaker_cause text, add column trouble_cause text")


def downgrade() -> None:
    """Drop them."""
    op.execute("alter table provider_state drop column breaker_cause, drop column trouble_cause")
