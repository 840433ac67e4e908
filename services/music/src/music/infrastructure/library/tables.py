"""The tables of artists, albums and tracks."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
    text,
)

from music.infrastructure.metadata import INSTANT, metadata

artists: Final = Table(
    "artists",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("sort_name", Text(collation="C"), nullable=False),
    Column("key", Text, nullable=False),
    Column("mbid", Text),
    Column("added_at", INSTANT, nullable=False),
    Index("ix_artists_sort_name", "sort_name", "id"),
    Index("ix_artists_added_at", "added_at", "id"),
    Index("ix_artists_key", "key", postgresql_using="gin", postgresql_ops={"key": "public.gin_trgm_ops"}),
)

albums: Final = Table(
    "albums",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("folder_id", Uuid, ForeignKey("music_folders.id", ondelete="cascade"), nullable=False),
    Column("artist_id", Uuid, nullable=False),
    Column("artist_name", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("sort_name", Text(collation="C"), nullable=False),
    Column("key", Text, nullable=False),
    Column("year", Integer),
    Column("released", Text),
    Column("is_compilation", Boolean, nullable=False),
    Column("mbid", Text),
    Column("track_count", Integer, nullable=False),
    Column("disc_count", Integer, nullable=False),
    Column("duration_ms", BigInteger, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("added_at", INSTANT, nullable=False),
    Column("changed_at", INSTANT, nullable=False),
    Index("ix_albums_sort_name", "sort_name", "id"),
    Index("ix_albums_artist_id", "artist_id", "year", "id"),
    Index("ix_albums_added_at", "added_at", "id"),
    Index("ix_albums_folder_id", "folder_id"),
    Index("ix_albums_key", "key", postgresql_using="gin", postgresql_ops={"key": "public.gin_trgm_ops"}),
)

tracks: Final = Table(
    "tracks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("folder_id", Uuid, ForeignKey("music_folders.id", ondelete="cascade"), nullable=False),
    Column("album_id", Uuid, ForeignKey("albums.id", ondelete="cascade"), nullable=False),
    Column("path", Text(collation="C"), nullable=False),
    Column("directory", Text(collation="C"), nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("modified_ns", BigInteger, nullable=False),
    Column("content_key", LargeBinary, nullable=False),
    Column("title", Text, nullable=False),
    Column("sort_title", Text(collation="C"), nullable=False),
    Column("key", Text, nullable=False),
    Column("track_number", Integer),
    Column("disc_number", Integer, nullable=False),
    Column("disc_title", Text),
    Column("year", Integer),
    Column("duration_ms", Integer),
    Column("bit_rate", Integer),
    Column("sample_rate", Integer),
    Column("channels", Integer),
    Column("bit_depth", Integer),
    Column("delay_samples", Integer),
    Column("padding_samples", Integer),
    Column("bpm", Float),
    Column("musical_key", Text),
    Column("comment", Text),
    Column("lyrics", Text),
    Column("isrc", Text),
    Column("recording_mbid", Text),
    Column("track_gain", Float),
    Column("track_peak", Float),
    Column("album_gain", Float),
    Column("album_peak", Float),
    Column("tag_problem", Text),
    Column("added_at", INSTANT, nullable=False),
    Column("changed_at", INSTANT, nullable=False),
    Column("missing_at", INSTANT),
    Index("uq_tracks_path", "folder_id", "path", unique=True),
    Index("ix_tracks_directory", "folder_id", "directory"),
    Index("ix_tracks_album_id", "album_id", "disc_number", "track_number"),
    Index("ix_tracks_content_key", "content_key"),
    Index("ix_tracks_sort_title", "sort_title", "id"),
    Index("ix_tracks_missing_at", "missing_at", postgresql_where=text("missing_at is not null")),
    Index("ix_tracks_key", "key", postgresql_using="gin", postgresql_ops={"key": "public.gin_trgm_ops"}),
)

track_artists: Final = Table(
    "track_artists",
    metadata,
    Column("track_id", Uuid, ForeignKey("tracks.id", ondelete="cascade"), primary_key=True),
    Column("artist_id", Uuid, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Index("ix_track_artists_artist_id", "artist_id", "track_id"),
)

genres: Final = Table(
    "genres",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("key", Text(collation="C"), nullable=False),
)

track_genres: Final = Table(
    "track_genres",
    metadata,
    Column("track_id", Uuid, ForeignKey("tracks.id", ondelete="cascade"), primary_key=True),
    Column("genre_id", Uuid, primary_key=True),
    Index("ix_track_genres_genre_id", "genre_id", "track_id"),
)

artist_folders: Final = Table(
    "artist_folders",
    metadata,
    Column("artist_id", Uuid, ForeignKey("artists.id", ondelete="cascade"), primary_key=True),
    Column("folder_id", Uuid, ForeignKey("music_folders.id", ondelete="cascade"), primary_key=True),
    Column("album_count", Integer, nullable=False),
    Column("track_count", Integer, nullable=False),
    Index("ix_artist_folders_folder_id", "folder_id"),
)
"""How much each artist has in each music folder: users may hear different folders."""

genre_folders: Final = Table(
    "genre_folders",
    metadata,
    Column("genre_id", Uuid, ForeignKey("genres.id", ondelete="cascade"), primary_key=True),
    Column("folder_id", Uuid, ForeignKey("music_folders.id", ondelete="cascade"), primary_key=True),
    Column("album_count", Integer, nullable=False),
    Column("track_count", Integer, nullable=False),
    Index("ix_genre_folders_folder_id", "folder_id"),
)

directories: Final = Table(
    "directories",
    metadata,
    Column("folder_id", Uuid, ForeignKey("music_folders.id", ondelete="cascade"), primary_key=True),
    Column("path", Text(collation="C"), primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("scan_id", Uuid, nullable=False),
)
