"""Store what an import has added besides the journal, and which play an imported one equals.

The previous release keeps working: it does not name the column.
"""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the migration."""
    op.execute("alter table import_keys add column subject jsonb")
    op.execute("create index ix_import_keys_subject on import_keys (user_id, media_id) where subject is not null")


def downgrade() -> None:
    """Revert the migration."""
    op.execute("drop index ix_import_keys_subject")
    op.execute("alter table import_keys drop column subject")
