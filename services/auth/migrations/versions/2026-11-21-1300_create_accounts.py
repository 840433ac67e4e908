"""Create accounts, their sessions and refresh tokens, and the counts of sign-in attempts."""

from alembic import op

from chassis.storage.migrations import outbox_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ACCOUNTS = """
create table accounts (
  id uuid not null constraint pk_accounts primary key,
  email text not null,
  username text not null,
  password_hash text not null,
  roles text[] not null constraint ck_accounts_roles check (roles <@ array['user', 'admin']),
  version bigint not null,
  created_at timestamptz not null,
  avatar_url text,
  bio text,
  location text,
  website text,
  preferred_language text,
  preferred_region text,
  is_profile_public boolean not null,
  show_watch_history boolean not null,
  show_ratings boolean not null,
  allow_followers boolean not null
)
"""
# In this order: Postgres checks unique indexes as they were created, so a taken e-mail address is named first.
ACCOUNTS_EMAIL = "create unique index uq_accounts_email on accounts (lower(email))"
ACCOUNTS_USERNAME = "create unique index uq_accounts_username on accounts (lower(username))"
SESSIONS = """
create table sessions (
  id uuid not null constraint pk_sessions primary key,
  account_id uuid not null constraint fk_sessions_account_id references accounts (id) on delete cascade,
  generation integer not null,
  created_at timestamptz not null,
  rotated_at timestamptz not null,
  idle_until timestamptz not null,
  expires_at timestamptz not null,
  sealed_successor bytea,
  revoked_at timestamptz,
  revoked_reason text
)
"""
SESSIONS_ACCOUNT = "create index ix_sessions_account_id on sessions (account_id)"
SESSIONS_END = "create index ix_sessions_idle_until on sessions (idle_until)"
REFRESH_TOKENS = """
create table refresh_tokens (
  digest bytea not null constraint pk_refresh_tokens primary key,
  session_id uuid not null constraint fk_refresh_tokens_session_id references sessions (id) on delete cascade,
  generation integer not null,
  constraint uq_refresh_tokens_session_id_generation unique (session_id, generation)
)
"""
LOGIN_ATTEMPTS = """
create table login_attempts (
  key bytea not null constraint pk_login_attempts primary key,
  count integer not null,
  last_at timestamptz not null,
  blocked_until timestamptz not null
)
"""
LOGIN_ATTEMPTS_LAST = "create index ix_login_attempts_last_at on login_attempts (last_at)"


def upgrade() -> None:
    """Go forward."""
    for statement in (
        *outbox_tables(),
        ACCOUNTS,
        ACCOUNTS_EMAIL,
        ACCOUNTS_USERNAME,
        SESSIONS,
        SESSIONS_ACCOUNT,
        SESSIONS_END,
        REFRESH_TOKENS,
        LOGIN_ATTEMPTS,
        LOGIN_ATTEMPTS_LAST,
    ):
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    for table in ("login_attempts", "refresh_tokens", "sessions", "accounts", "outbox"):
        op.execute(f"drop table {table}")
