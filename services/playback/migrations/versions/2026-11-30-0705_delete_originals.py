"""Note when the originals of uploads are deleted."""

from alembic import op

revision = "deleted_originals"
down_revision = "jobs_of_assets"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute("alter table uploads add column deleted_at timestamptz")


def downgrade() -> None:
    """Go back."""
    op.execute("alter table uploads drop column deleted_at")
