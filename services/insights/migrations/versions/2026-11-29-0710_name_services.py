"""Keep the names of streaming services, which series and pictures of services show.

The previous release continues to work: it does not name the table. Names follow with the next import of any title of a
service, or at once with a replay.
"""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

NAMES = """
create table service_names (
  number integer not null,
  name text not null,
  stated_on date not null,
  constraint pk_service_names primary key (number)
)
"""


def upgrade() -> None:
    """Apply the migration."""
    op.execute(NAMES)


def downgrade() -> None:
    """Revert the migration."""
    op.execute("drop table service_names")
