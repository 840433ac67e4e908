"""The tables of pictures. They are small WebP files: in the database each replica reads them, and a backup has them."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
)

from music.infrastructure.metadata import INSTANT, metadata

pictures: Final = Table(
    "pictures",
    metadata,
    Column("id", Text, primary_key=True),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("color", Text, nullable=False),
    Column("stored_at", INSTANT, nullable=False),
    Index("ix_pictures_stored_at", "stored_at"),
)

picture_forms: Final = Table(
    "picture_forms",
    metadata,
    Column("picture_id", Text, ForeignKey("pictures.id", ondelete="cascade"), primary_key=True),
    Column("size", Text, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

directory_pictures: Final = Table(
    "directory_pictures",
    metadata,
    Column("folder_id", Uuid, primary_key=True),
    Column("directory", Text(collation="C"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("modified_ns", BigInteger, nullable=False),
    ForeignKeyConstraint(["folder_id", "directory"], ["directories.folder_id", "directories.path"], ondelete="cascade"),
    Index("ix_directory_pictures_kind", "folder_id", "kind", "directory"),
)
"""Picture files, as the last scan has listed them."""

album_covers: Final = Table(
    "album_covers",
    metadata,
    Column("album_id", Uuid, ForeignKey("albums.id", ondelete="cascade"), primary_key=True),
    Column("picture_id", Text, ForeignKey("pictures.id")),
    Column("own_picture_id", Text, ForeignKey("pictures.id")),
    Column("database_picture_id", Text, ForeignKey("pictures.id")),
    Column("key", LargeBinary),
    Column("problem", Text),
    Index("ix_album_covers_picture_id", "picture_id"),
    Index("ix_album_covers_own_picture_id", "own_picture_id"),
    Index("ix_album_covers_database_picture_id", "database_picture_id"),
)
"""What the files of albums show, what administrators have chosen instead, and what a database has."""

artist_pictures: Final = Table(
    "artist_pictures",
    metadata,
    Column("folder_id", Uuid, ForeignKey("music_folders.id", ondelete="cascade"), primary_key=True),
    Column("artist_id", Uuid, ForeignKey("artists.id", ondelete="cascade"), primary_key=True),
    Column("picture_id", Text, ForeignKey("pictures.id")),
    Column("key", LargeBinary, nullable=False),
    Column("problem", Text),
    Index("ix_artist_pictures_artist_id", "artist_id"),
    Index("ix_artist_pictures_picture_id", "picture_id"),
)

artist_portraits: Final = Table(
    "artist_portraits",
    metadata,
    Column("artist_id", Uuid, ForeignKey("artists.id", ondelete="cascade"), primary_key=True),
    Column("own_picture_id", Text, ForeignKey("pictures.id")),
    Column("database_picture_id", Text, ForeignKey("pictures.id")),
    Index("ix_artist_portraits_own_picture_id", "own_picture_id"),
    Index("ix_artist_portraits_database_picture_id", "database_picture_id"),
)
"""What administrators have chosen for artists, and what a database has of them."""
