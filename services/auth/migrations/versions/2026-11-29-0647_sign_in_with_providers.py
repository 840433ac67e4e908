"""Sign in with OpenID providers: requests, one-time codes and linked identities."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute(
        "create table pending_authorizations ("
        " state_digest bytea constraint pk_pending_authorizations primary key,"
        " binding_digest bytea not null,"
        " provider text not null,"
        " issuer text not null,"
        " client_challenge text not null,"
        " return_to text,"
        " expires_at timestamptz not null)"
    )
    op.execute("create index ix_pending_authorizations_expires_at on pending_authorizations (expires_at)")
    op.execute(
        "create table sign_in_codes ("
        " digest bytea constraint pk_sign_in_codes primary key,"
        " issuer text not null,"
        " subject text not null,"
        " email text,"
        " email_verified boolean not null,"
        " username text,"
        " client_challenge text not null,"
        " expires_at timestamptz not null)"
    )
    op.execute("create index ix_sign_in_codes_expires_at on sign_in_codes (expires_at)")
    op.execute(
        "create table linked_identities ("
        " id uuid constraint pk_linked_identities primary key,"
        " account_id uuid not null"
        " constraint fk_linked_identities_account_id references accounts (id) on delete cascade,"
        " issuer text not null,"
        " subject text not null,"
        " linked_at timestamptz not null,"
        " last_used_at timestamptz,"
        " constraint uq_linked_identities_issuer_subject unique (issuer, subject))"
    )
    op.execute("create index ix_linked_identities_account_id on linked_identities (account_id)")


def downgrade() -> None:
    """Go back."""
    op.execute("drop table linked_identities")
    op.execute("drop table sign_in_codes")
    op.execute("drop table pending_authorizations")
