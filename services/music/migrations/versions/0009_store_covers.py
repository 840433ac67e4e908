"""Store pictures, which files of directories show, and what shows albums and artists."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

PICTURES = (
    """
    create table pictures (
      id text not null,
      width integer not null,
      height integer not null,
      color text not null,
      stored_at timestamptz not null,
      constraint pk_pictures primary key (id)
    )
    """,
    "create index ix_pictures_stored_at on pictures (stored_at)",
    """
    create table picture_forms (
      picture_id text not null,
      size text not null
        constraint ck_picture_forms_size check (size in ('thumb', 'small', 'medium', 'original')),
      data bytea not null,
      constraint pk_picture_forms primary key (picture_id, size),
      constraint fk_picture_forms_picture_id foreign key(picture_id) references pictures (id) on delete cascade
    )
    """,
    # WebP is compressed already.
    "alter table picture_forms alter column data set storage external",
    """
    create table directory_pictures (
      folder_id uuid not null,
      directory text collate "C" not null,
      name text not null,
      kind text not null constraint ck_directory_pictures_kind check (kind in ('cover', 'artist')),
      rank integer not null,
      bytes bigint not null,
      modified_ns bigint not null,
      constraint pk_directory_pictures primary key (folder_id, directory, name),
      constraint fk_directory_pictures_folder_id foreign key(folder_id, directory)
        references directories (folder_id, path) on delete cascade
    )
    """,
    "create index ix_directory_pictures_kind on directory_pictures (folder_id, kind, directory)",
)
SHOWN = (
    """
    create table album_covers (
      album_id uuid not null,
      picture_id text,
      own_picture_id text,
      key bytea,
      problem text,
      constraint pk_album_covers primary key (album_id),
      constraint fk_album_covers_album_id foreign key(album_id) references albums (id) on delete cascade,
      constraint fk_album_covers_picture_id foreign key(picture_id) references pictures (id),
      constraint fk_album_covers_own_picture_id foreign key(own_picture_id) references pictures (id)
    )
    """,
    "create index ix_album_covers_picture_id on album_covers (picture_id)",
    "create index ix_album_covers_own_picture_id on album_covers (own_picture_id)",
    """
    create table artist_pictures (
      folder_id uuid not null,
      artist_id uuid not null,
      picture_id text,
      key bytea not null,
      problem text,
      constraint pk_artist_pictures primary key (folder_id, artist_id),
      constraint fk_artist_pictures_folder_id foreign key(folder_id) references music_folders (id) on delete cascade,
      constraint fk_artist_pictures_artist_id foreign key(artist_id) references artists (id) on delete cascade,
      constraint fk_artist_pictures_picture_id foreign key(picture_id) references pictures (id)
    )
    """,
    "create index ix_artist_pictures_artist_id on artist_pictures (artist_id)",
    "create index ix_artist_pictures_picture_id on artist_pictures (picture_id)",
)


def upgrade() -> None:
    """Go forward."""
    for statement in (*PICTURES, *SHOWN):
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    for table in ("artist_pictures", "album_covers", "directory_pictures", "picture_forms", "pictures"):
        op.execute(f"drop table {table}")
