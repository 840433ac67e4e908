"""Create the table of API keys."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute(
        "create table api_keys ("
        " id uuid constraint pk_api_keys primary key,"
        " account_id uuid not null constraint fk_api_keys_account_id references accounts (id)"
        " on delete cascade,"
        " name text not null,"
        " scopes text[] not null,"
        " digest bytea not null constraint uq_api_keys_digest unique,"
        " hint text not null,"
        " created_at timestamptz not null,"
        " expires_at timestamptz not null,"
        " last_used_at timestamptz)"
    )
    op.execute("create index ix_api_keys_account_id on api_keys (account_id)")
    op.execute("create index ix_api_keys_expires_at on api_keys (expires_at)")


def downgrade() -> None:
    """Go back."""
    op.execute("drop table api_keys")
