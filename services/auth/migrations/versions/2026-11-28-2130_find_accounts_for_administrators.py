"""Index what administrators search for: beginnings of addresses and usernames, and administrators."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_accounts_email_prefix": "(email_key text_pattern_ops)",
    "ix_accounts_username_prefix": "(username_key text_pattern_ops)",
    "ix_accounts_administrators": "(id) where 'admin' = any (roles)",
}


def upgrade() -> None:
    """Go forward."""
    for name, columns in INDEXES.items():
        op.execute(f"create index {name} on accounts {columns}")


def downgrade() -> None:
    """Go back."""
    for name in INDEXES:
        op.execute(f"drop index {name}")
