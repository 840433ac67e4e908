"""Store pictures that databases have of albums and artists, and those that administrators choose for artists."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    alter table album_covers add column database_picture_id text,
      add constraint fk_album_covers_database_picture_id foreign key(database_picture_id) references pictures (id)
    """,
    "create index ix_album_covers_database_picture_id on album_covers (database_picture_id)",
    """
    create table artist_portraits (
      artist_id uuid not null,
      own_picture_id text,
      database_picture_id text,
      constraint pk_artist_portraits primary key (artist_id),
      constraint fk_artist_portraits_artist_id foreign key(artist_id) references artists (id) on delete cascade,
      constraint fk_artist_portraits_own_picture_id foreign key(own_picture_id) references pictures (id),
      constraint fk_artist_portraits_database_picture_id foreign key(database_picture_id) references pictures (id)
    )
    """,
    "create index ix_artist_portraits_own_picture_id on artist_portraits (own_picture_id)",
    "create index ix_artist_portraits_database_picture_id on artist_portraits (database_picture_id)",
)


def upgrade() -> None:
    """Go forward."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    op.execute("drop table artist_portraits")
    op.execute("alter table album_covers drop column database_picture_id")
