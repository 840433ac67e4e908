"""Create second factors, passkeys, phone numbers, codes by message and challenges."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ACCOUNT = "references accounts (id) on delete cascade"
TABLES = (
    f"""
    create table totp_secrets (
      account_id uuid not null constraint pk_totp_secrets primary key
        constraint fk_totp_secrets_account_id {ACCOUNT},
      sealed_secret bytea not null,
      created_at timestamptz not null,
      confirmed_at timestamptz,
      last_step bigint not null
    )
    """,
    f"""
    create table recovery_codes (
      digest bytea not null constraint pk_recovery_codes primary key,
      account_id uuid not null constraint fk_recovery_codes_account_id {ACCOUNT}
    )
    """,
    "create index ix_recovery_codes_account_id on recovery_codes (account_id)",
    f"""
    create table passkeys (
      id uuid not null constraint pk_passkeys primary key,
      account_id uuid not null constraint fk_passkeys_account_id {ACCOUNT},
      credential_id bytea not null constraint uq_passkeys_credential_id unique,
      public_key bytea not null,
      sign_count bigint not null,
      name text not null,
      backed_up boolean not null,
      transports text[] not null,
      created_at timestamptz not null,
      last_used_at timestamptz
    )
    """,
    "create index ix_passkeys_account_id on passkeys (account_id)",
    f"""
    create table phones (
      account_id uuid not null constraint pk_phones primary key constraint fk_phones_account_id {ACCOUNT},
      sealed_number bytea not null,
      use text not null constraint ck_phones_use check (use in ('sign-in', 'second-factor')),
      created_at timestamptz not null,
      confirmed_at timestamptz
    )
    """,
    """
    create table one_time_codes (
      subject bytea not null,
      purpose text not null,
      sealed_key bytea not null,
      digest bytea not null,
      expires_at timestamptz not null,
      tries integer not null,
      constraint pk_one_time_codes primary key (subject, purpose)
    )
    """,
    "create index ix_one_time_codes_expires_at on one_time_codes (expires_at)",
    f"""
    create table challenges (
      digest bytea not null constraint pk_challenges primary key,
      purpose text not null,
      account_id uuid constraint fk_challenges_account_id {ACCOUNT},
      methods text[] not null,
      expires_at timestamptz not null,
      tries integer not null
    )
    """,
    "create index ix_challenges_account_id on challenges (account_id)",
    "create index ix_challenges_expires_at on challenges (expires_at)",
)


def upgrade() -> None:
    """Go forward."""
    for statement in TABLES:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    op.execute("drop table challenges, one_time_codes, phones, passkeys, recovery_codes, totp_secrets")
