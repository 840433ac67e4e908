"""Have the whole order of a user's entries in one index: a page is read from it without a sort.

Without the id of the title, which breaks ties, the statement that is planned for every user reads and sorts all entries
of one: of users with thousands that takes longer than the rest of the page. The previous release uses either index.
"""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the migration."""
    _replace("ix_entries_user_id_updated_at", "ix_entries_user_id_updated_at_media_id", "updated_at desc, media_id")


def downgrade() -> None:
    """Revert the migration."""
    _replace("ix_entries_user_id_updated_at_media_id", "ix_entries_user_id_updated_at", "updated_at desc")


def _replace(before: str, after: str, order: str) -> None:
    with op.get_context().autocommit_block():
        op.execute(f"drop index concurrently if exists {after}")
        op.execute(f"create index concurrently {after} on entries (user_id, {order}) where state is not null")
        op.execute(f"drop index concurrently if exists {before}")
