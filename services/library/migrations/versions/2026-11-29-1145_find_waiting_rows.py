"""Find the rows of imports that wait for titles."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the migration."""
    op.execute("create index ix_import_rows_importing on import_rows (user_id) where status = 'importing'")


def downgrade() -> None:
    """Revert the migration."""
    op.execute("drop index ix_import_rows_importing")
