"""Store the numbers of titles per service, which the worker counts.

The previous release continues to work: it does not know the table.
"""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

SERVICE_COUNTS = """
create table service_counts (
  region text not null constraint pk_service_counts primary key,
  services bytea not null,
  counted_at timestamptz not null,
  seconds double precision not null
)
"""


def upgrade() -> None:
    """Apply the migration."""
    op.execute(SERVICE_COUNTS)


def downgrade() -> None:
    """Revert the migration."""
    op.execute("drop table service_counts")
