"""Keep the average rating of each title by the users of this server."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.execute(
        """
create table server_ratings (
  media_id uuid not null constraint pk_server_ratings primary key,
  version bigint not null,
  average double precision,
  raters integer
)
"""
    )


def downgrade() -> None:
    """Drop the table."""
    op.execute("drop table server_ratings")
