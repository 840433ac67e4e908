"""Store the slug under which a title can be opened.

The previous release keeps working, because it does not name the columns. The new consumer reads the topic from its
beginning, so it also gets the slugs that were published before this migration.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the migration."""
    op.execute("alter table titles add column slug_version bigint, add column slug text")


def downgrade() -> None:
    """Revert the migration."""
    op.execute("alter table titles drop column slug, drop column slug_version")
