"""Add the outbox, and remember which slugs have been published.

The previous release continues to work: slugs it takes have no published version, and the worker publishes them later.
"""

from alembic import op

from chassis.storage.migrations import outbox_tables

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

PUBLISHED = "alter table slugs add column published_version bigint"
UNPUBLISHED = "create index ix_slugs_unpublished on slugs (media_id) where current and published_version is null"


def upgrade() -> None:
    """Apply the migration."""
    for statement in (*outbox_tables(), PUBLISHED, UNPUBLISHED):
        op.execute(statement)


def downgrade() -> None:
    """Revert the migration."""
    op.execute("alter table slugs drop column published_version")
    op.execute("drop table outbox")
