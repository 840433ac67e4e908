"""The tables of music folders."""

from typing import Final

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text, Uuid

from music.infrastructure.metadata import INSTANT, metadata

music_folders: Final = Table(
    "music_folders",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("visibility", Text, nullable=False),
    Column("purge", Text, nullable=False),
    Column("purge_days", Integer, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("created_at", INSTANT, nullable=False),
    Column("updated_at", INSTANT, nullable=False),
    Column("scanned_at", INSTANT),
    Column("problem", Text),
)

folder_users: Final = Table(
    "folder_users",
    metadata,
    Column("folder_id", Uuid, ForeignKey("music_folders.id", ondelete="cascade"), primary_key=True),
    Column("user_id", Uuid, primary_key=True),
    Index("ix_folder_users_user_id", "user_id"),
)
