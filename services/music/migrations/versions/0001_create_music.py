"""Create music folders, artists, albums, tracks and genres, the queue of jobs, the inbox and the outbox."""

from alembic import op

from chassis.storage.migrations import inbox_source, messaging_tables, outbox_lanes_table
from jobs.postgres import tables as queue

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

FOLDERS = (
    """
    create table music_folders (
      id uuid not null,
      name text not null,
      path text not null,
      visibility text not null constraint ck_music_folders_visibility check (visibility in ('everyone', 'chosen')),
      purge text not null constraint ck_music_folders_purge check (purge in ('never', 'after-days', 'at-once')),
      purge_days integer not null,
      revision bigint not null,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      scanned_at timestamptz,
      problem text,
      constraint pk_music_folders primary key (id)
    )
    """,
    """
    create table folder_users (
      folder_id uuid not null,
      user_id uuid not null,
      constraint pk_folder_users primary key (folder_id, user_id),
      constraint fk_folder_users_folder_id foreign key(folder_id) references music_folders (id) on delete cascade
    )
    """,
    "create index ix_folder_users_user_id on folder_users (user_id)",
    """
    create table directories (
      folder_id uuid not null,
      path text collate "C" not null,
      digest bytea not null,
      scan_id uuid not null,
      constraint pk_directories primary key (folder_id, path),
      constraint fk_directories_folder_id foreign key(folder_id) references music_folders (id) on delete cascade
    )
    """,
)
ALBUMS = (
    """
    create table artists (
      id uuid not null,
      name text not null,
      sort_name text collate "C" not null,
      key text not null,
      mbid text,
      added_at timestamptz not null,
      constraint pk_artists primary key (id)
    )
    """,
    "create index ix_artists_sort_name on artists (sort_name, id)",
    "create index ix_artists_key on artists using gin (key public.gin_trgm_ops)",
    """
    create table albums (
      id uuid not null,
      folder_id uuid not null,
      artist_id uuid not null,
      artist_name text not null,
      name text not null,
      sort_name text collate "C" not null,
      key text not null,
      year integer,
      released text,
      is_compilation boolean not null,
      mbid text,
      track_count integer not null,
      disc_count integer not null,
      duration_ms bigint not null,
      bytes bigint not null,
      added_at timestamptz not null,
      changed_at timestamptz not null,
      constraint pk_albums primary key (id),
      constraint fk_albums_folder_id foreign key(folder_id) references music_folders (id) on delete cascade
    )
    """,
    "create index ix_albums_sort_name on albums (sort_name, id)",
    "create index ix_albums_artist_id on albums (artist_id, year, id)",
    "create index ix_albums_added_at on albums (added_at, id)",
    "create index ix_albums_folder_id on albums (folder_id)",
    "create index ix_albums_key on albums using gin (key public.gin_trgm_ops)",
)
TRACKS = (
    """
    create table tracks (
      id uuid not null,
      folder_id uuid not null,
      album_id uuid not null,
      path text collate "C" not null,
      directory text collate "C" not null,
      bytes bigint not null,
      modified_ns bigint not null,
      content_key bytea not null,
      title text not null,
      sort_title text collate "C" not null,
      key text not null,
      track_number integer,
      disc_number integer not null,
      disc_title text,
      year integer,
      duration_ms integer,
      bit_rate integer,
      sample_rate integer,
      channels integer,
      bit_depth integer,
      bpm double precision,
      musical_key text,
      comment text,
      lyrics text,
      isrc text,
      recording_mbid text,
      track_gain double precision,
      track_peak double precision,
      album_gain double precision,
      album_peak double precision,
      tag_problem text,
      added_at timestamptz not null,
      changed_at timestamptz not null,
      missing_at timestamptz,
      constraint pk_tracks primary key (id),
      constraint fk_tracks_folder_id foreign key(folder_id) references music_folders (id) on delete cascade,
      constraint fk_tracks_album_id foreign key(album_id) references albums (id) on delete cascade
    )
    """,
    "create unique index uq_tracks_path on tracks (folder_id, path)",
    "create index ix_tracks_directory on tracks (folder_id, directory)",
    "create index ix_tracks_album_id on tracks (album_id, disc_number, track_number)",
    "create index ix_tracks_content_key on tracks (content_key)",
    "create index ix_tracks_sort_title on tracks (sort_title, id)",
    "create index ix_tracks_missing_at on tracks (missing_at) where missing_at is not null",
    "create index ix_tracks_key on tracks using gin (key public.gin_trgm_ops)",
    """
    create table track_artists (
      track_id uuid not null,
      artist_id uuid not null,
      position integer not null,
      name text not null,
      constraint pk_track_artists primary key (track_id, artist_id),
      constraint fk_track_artists_track_id foreign key(track_id) references tracks (id) on delete cascade
    )
    """,
    "create index ix_track_artists_artist_id on track_artists (artist_id, track_id)",
)
GENRES = (
    """
    create table genres (
      id uuid not null,
      name text not null,
      key text collate "C" not null,
      constraint pk_genres primary key (id)
    )
    """,
    """
    create table track_genres (
      track_id uuid not null,
      genre_id uuid not null,
      constraint pk_track_genres primary key (track_id, genre_id),
      constraint fk_track_genres_track_id foreign key(track_id) references tracks (id) on delete cascade
    )
    """,
    "create index ix_track_genres_genre_id on track_genres (genre_id, track_id)",
)
COUNTS = tuple(
    statement
    for one, many in (("artist", "artists"), ("genre", "genres"))
    for statement in (
        f"""
        create table {one}_folders (
          {one}_id uuid not null,
          folder_id uuid not null,
          album_count integer not null,
          track_count integer not null,
          constraint pk_{one}_folders primary key ({one}_id, folder_id),
          constraint fk_{one}_folders_{one}_id foreign key({one}_id) references {many} (id) on delete cascade,
          constraint fk_{one}_folders_folder_id foreign key(folder_id) references music_folders (id) on delete cascade
        )
        """,
        f"create index ix_{one}_folders_folder_id on {one}_folders (folder_id)",
    )
)
NAMES = (
    "artist_folders",
    "genre_folders",
    "track_genres",
    "genres",
    "track_artists",
    "tracks",
    "albums",
    "artists",
    "directories",
    "folder_users",
    "music_folders",
    "schedules",
    "jobs",
    "locks",
    "inbox",
    "outbox_lanes",
    "outbox",
)


def upgrade() -> None:
    """Go forward."""
    messaging = (*messaging_tables(), *outbox_lanes_table(), *inbox_source())
    tables = (*FOLDERS, *ALBUMS, *TRACKS, *GENRES, *COUNTS)
    for statement in (*messaging, *queue.statements(), *tables):
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    for table in NAMES:
        op.execute(f"drop table {table}")
