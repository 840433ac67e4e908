"""Keep the hash of the secret token of each user's calendar feed; the previous release does not use the table."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLE = """
create table calendar_feeds (
  user_id uuid primary key,
  token_hash bytea not null,
  created_at timestamptz not null
)
"""
INDEX = "create unique index ix_calendar_feeds_token_hash on calendar_feeds (token_hash)"


def upgrade() -> None:
    """Apply the migration."""
    for statement in (TABLE, INDEX):
        op.execute(statement)


def downgrade() -> None:
    """Revert the migration."""
    op.execute("drop table calendar_feeds")
