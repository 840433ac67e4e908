"""Store the newest state of the plan of each user, by which changes are noticed.

The previous release keeps working: it does not know the table.
"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute("""
create table user_plans (
  user_id uuid not null constraint pk_user_plans primary key,
  version bigint not null,
  subscription_id uuid,
  plan text not null,
  status text not null,
  valid_until timestamp with time zone,
  changed_at timestamp with time zone not null
)
""")


def downgrade() -> None:
    """Go back."""
    op.execute("drop table user_plans")
