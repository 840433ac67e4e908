"""Add the index by which the files are listed that have left a source."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    with op.get_context().autocommit_block():
        op.execute("drop index concurrently if exists ix_files_gone")
        op.execute("create index concurrently ix_files_gone on files (source_id, path) where gone_at is not null")


def downgrade() -> None:
    """Go back."""
    op.execute("drop index ix_files_gone")
