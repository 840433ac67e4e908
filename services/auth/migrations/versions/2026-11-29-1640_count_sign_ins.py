"""Count the sign-ins of each network for all replicas.

The previous release continues to work: it does not know the table.
"""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.execute("""
create table sign_in_rates (
  key bytea not null constraint pk_sign_in_rates primary key,
  whole_at timestamp with time zone not null
)
""")
    op.execute("create index ix_sign_in_rates_whole_at on sign_in_rates (whole_at)")


def downgrade() -> None:
    """Go back."""
    op.execute("drop table sign_in_rates")
