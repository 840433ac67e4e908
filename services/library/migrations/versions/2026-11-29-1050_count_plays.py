"""Count the plays of each user, so that a long history is not counted at every request."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the migration."""
    op.execute(
        "create table play_counts (user_id uuid not null, plays bigint not null,"
        " constraint pk_play_counts primary key (user_id))"
    )
    # The previous release adds no plays: it has no journal, or no route to it.
    op.execute(
        "insert into play_counts (user_id, plays)"
        " select user_id, count(*) from plays where retracted_at is null group by user_id"
    )


def downgrade() -> None:
    """Revert the migration."""
    op.execute("drop table play_counts")
