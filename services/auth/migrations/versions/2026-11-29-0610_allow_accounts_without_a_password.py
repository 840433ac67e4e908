"""Allow accounts without a password, whose users sign in with a provider."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward. The version before verifies a password of such an account against its dummy hash, and rejects it."""
    op.execute("alter table accounts alter column password_hash drop not null")


def downgrade() -> None:
    """Go back; an account without a password keeps one that nothing matches."""
    op.execute("update accounts set password_hash = '' where password_hash is null")
    op.execute("alter table accounts alter column password_hash set not null")
