"""Sign in devices by a code, and register devices."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute(
        "create table device_sign_ins ("
        " device_digest bytea constraint pk_device_sign_ins primary key,"
        " user_digest bytea not null constraint uq_device_sign_ins_user_digest unique,"
        " name text,"
        " address text not null,"
        " user_agent text not null,"
        " created_at timestamptz not null,"
        " expires_at timestamptz not null,"
        " interval_seconds integer not null,"
        " polled_at timestamptz,"
        " decision text not null,"
        " account_id uuid constraint fk_device_sign_ins_account_id references accounts (id) on delete cascade)"
    )
    op.execute("create index ix_device_sign_ins_expires_at on device_sign_ins (expires_at)")
    op.execute("create index ix_device_sign_ins_account_id on device_sign_ins (account_id)")
    op.execute(
        "create table devices ("
        " id uuid constraint pk_devices primary key,"
        " account_id uuid not null constraint fk_devices_account_id references accounts (id) on delete cascade,"
        " name text not null,"
        " kind text not null,"
        " created_at timestamptz not null,"
        " last_used_at timestamptz not null,"
        " token_digest bytea not null constraint uq_devices_token_digest unique,"
        " previous_digest bytea,"
        " token_changed_at timestamptz)"
    )
    op.execute("create index ix_devices_account_id on devices (account_id)")
    op.execute("create index ix_devices_previous_digest on devices (previous_digest)")
    op.execute(
        "create table device_sessions ("
        " session_id uuid constraint pk_device_sessions primary key"
        " constraint fk_device_sessions_session_id references sessions (id) on delete cascade,"
        " device_id uuid not null constraint fk_device_sessions_device_id references devices (id) on delete cascade)"
    )
    op.execute("create index ix_device_sessions_device_id on device_sessions (device_id)")


def downgrade() -> None:
    """Go back."""
    op.execute("drop table device_sessions")
    op.execute("drop table devices")
    op.execute("drop table device_sign_ins")
