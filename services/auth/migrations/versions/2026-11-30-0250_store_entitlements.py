"""Store what users are entitled to by their plans.

The previous release continues to work: it does not know the table.
"""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute("""
create table entitlements (
  account_id uuid not null constraint pk_entitlements primary key
    constraint fk_entitlements_account_id_accounts references accounts (id) on delete cascade,
  version bigint not null,
  plan text not null,
  device_limit integer not null,
  valid_until timestamp with time zone
)
""")


def downgrade() -> None:
    """Go back."""
    op.execute("drop table entitlements")
