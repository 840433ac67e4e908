"""Keep the titles whose entries have to be folded again, and find those that were merged into a title."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the migration."""
    op.execute(
        "create table title_refolds (media_id uuid not null, requested_at timestamptz, after_user uuid, digest text,"
        " constraint pk_title_refolds primary key (media_id))"
    )
    op.execute("create index ix_title_refolds_requested_at on title_refolds (requested_at)")
    op.execute("create index ix_titles_successor_id on titles (successor_id) where successor_id is not null")


def downgrade() -> None:
    """Revert the migration."""
    op.execute("drop index ix_titles_successor_id")
    op.execute("drop table title_refolds")
