"""Create what users are entitled to, and revoked sign-in sessions."""

from alembic import op

revision = "entitlements"
down_revision = "uploads"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    create table entitlements (
      user_id uuid not null,
      version bigint not null,
      plan text not null,
      concurrent_streams integer not null,
      valid_until timestamptz,
      changed_at timestamptz not null,
      constraint pk_entitlements primary key (user_id)
    )
    """,
    """
    create table purchases (
      id uuid not null,
      user_id uuid not null,
      media_id uuid not null,
      version bigint not null,
      is_started boolean not null,
      valid_until timestamptz,
      is_revoked boolean not null,
      changed_at timestamptz not null,
      constraint pk_purchases primary key (id)
    )
    """,
    "create index ix_purchases_title on purchases (user_id, media_id)",
    """
    create table signed_out (
      session_id uuid not null,
      user_id uuid not null,
      expires_at timestamptz not null,
      constraint pk_signed_out primary key (session_id)
    )
    """,
)


def upgrade() -> None:
    """Go forward."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    for table in ("signed_out", "purchases", "entitlements"):
        op.execute(f"drop table {table}")
