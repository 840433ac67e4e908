"""Remember addresses of accounts that refuse every message.

The previous release keeps working: it does not name the columns.
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute("alter table users add column email_refused_at timestamptz, add column email_refused_reason text")


def downgrade() -> None:
    """Go back."""
    op.execute("alter table users drop column email_refused_at, drop column email_refused_reason")
