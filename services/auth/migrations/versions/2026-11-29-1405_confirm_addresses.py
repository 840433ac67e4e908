"""Record when the e-mail address of an account was confirmed; of accounts before, it is not known."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute("alter table accounts add column email_confirmed_at timestamptz")


def downgrade() -> None:
    """Go back."""
    op.execute("alter table accounts drop column email_confirmed_at")
