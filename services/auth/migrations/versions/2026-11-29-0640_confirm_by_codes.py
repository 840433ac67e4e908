"""Keep the digests of codes that confirm a reset of the password or a change of the address."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table; the previous release does not know it."""
    op.execute(
        "create table confirmations ("
        " digest bytea not null constraint pk_confirmations primary key,"
        " account_id uuid constraint fk_confirmations_account_id_accounts references accounts (id) on delete cascade,"
        " purpose text not null,"
        " created_at timestamptz not null,"
        " expires_at timestamptz not null,"
        " email text,"
        " constraint uq_confirmations_account_id_purpose unique (account_id, purpose))"
    )
    op.execute("create index ix_confirmations_expires_at on confirmations (expires_at)")


def downgrade() -> None:
    """Drop it."""
    op.execute("drop table confirmations")
