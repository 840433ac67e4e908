"""Create the counts of the ratings of all users."""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the migration."""
    op.execute(
        "create table title_ratings (media_id uuid not null, kind text not null, counts integer[] not null,"
        " weighted double precision not null, constraint pk_title_ratings primary key (media_id))"
    )
    op.execute("create index ix_title_ratings_kind_weighted on title_ratings (kind, weighted desc, media_id)")


def downgrade() -> None:
    """Revert the migration."""
    op.execute("drop table title_ratings")
