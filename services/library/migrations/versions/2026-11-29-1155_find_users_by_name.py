"""Keep a digest of the username of each user, by which their public lists are found.

The previous release keeps working: it does not name the column. `python -m auth announce` fills it for accounts that
registered before.
"""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the migration."""
    op.execute("alter table users add column username_digest text")
    op.execute("create index ix_users_username_digest on users (username_digest)")


def downgrade() -> None:
    """Revert the migration."""
    op.execute("alter table users drop column username_digest")
