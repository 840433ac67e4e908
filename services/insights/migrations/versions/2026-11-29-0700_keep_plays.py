"""Keep on which day each user watched which title, from which plays are counted.

The previous release continues to work: it does not name the tables. Plays of the past follow with the topic, which the
new release reads from its beginning.
"""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

PLAYS = """
create table user_plays (
  user_id uuid not null,
  play_id uuid not null,
  media_id uuid not null,
  day date not null,
  constraint pk_user_plays primary key (user_id, play_id)
)
"""
BY_DAY = "create index ix_user_plays_media_id_day_user_id on user_plays (media_id, day, user_id)"
MARKS = """
create table stale_plays (
  media_id uuid not null,
  day date not null,
  marked_at timestamptz not null,
  constraint pk_stale_plays primary key (media_id, day)
)
"""
ERASED = "create table erased_users (user_id uuid not null, constraint pk_erased_users primary key (user_id))"


def upgrade() -> None:
    """Apply the migration."""
    for statement in (PLAYS, BY_DAY, MARKS, ERASED):
        op.execute(statement)


def downgrade() -> None:
    """Revert the migration."""
    for table in ("erased_users", "stale_plays", "user_plays"):
        op.execute(f"drop table {table}")
