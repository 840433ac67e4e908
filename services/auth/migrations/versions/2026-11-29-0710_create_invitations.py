"""Keep the invitations of administrators."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table; the previous release does not know it."""
    op.execute(
        "create table invitations ("
        " id uuid not null constraint pk_invitations primary key,"
        " digest bytea not null constraint uq_invitations_digest unique,"
        " created_by uuid not null"
        " constraint fk_invitations_created_by_accounts references accounts (id) on delete cascade,"
        " created_at timestamptz not null,"
        " expires_at timestamptz not null,"
        " email text,"
        " email_key text,"
        " account_id uuid constraint fk_invitations_account_id_accounts references accounts (id) on delete cascade,"
        " used_at timestamptz)"
    )
    for column in ("created_by", "created_at", "expires_at", "account_id"):
        op.execute(f"create index ix_invitations_{column} on invitations ({column})")


def downgrade() -> None:
    """Drop it."""
    op.execute("drop table invitations")
