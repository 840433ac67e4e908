"""Keep the trace and the request that a job was queued by.

The previous release keeps working: it does not name the column.
"""

from alembic import op

from jobs.postgres.tables import ADD_ORIGIN

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute(ADD_ORIGIN)


def downgrade() -> None:
    """Go back."""
    op.execute("alter table jobs drop column origin")
