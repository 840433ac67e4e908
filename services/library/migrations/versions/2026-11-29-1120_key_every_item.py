"""Add a key to every play and mark, by which the import of an export meets the same item.

The previous release adds items without keys; an export states their ids instead. Retracted items of imports stay
without one: they were released on purpose.
"""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

IDS = {"plays": "play_id", "marks": "mark_id"}


def upgrade() -> None:
    """Apply the migration."""
    for table, identifier in IDS.items():
        op.execute(
            f"update {table} set key = 'marquee:' || {identifier}::text"  # noqa: S608 - constants
            " where key is null and (batch_id is null or retracted_at is null)"
        )


def downgrade() -> None:
    """Revert the migration."""
    for table, identifier in IDS.items():
        op.execute(f"update {table} set key = null where key = 'marquee:' || {identifier}::text")  # noqa: S608
