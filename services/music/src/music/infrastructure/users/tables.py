"""The tables of users."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Index, Table, Text, Uuid

from chassis.storage.erased_users import erased_users_table
from music.infrastructure.metadata import metadata

users: Final = Table(
    "users",
    metadata,
    Column("user_id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("username_digest", Text),
    Column("is_administrator", Boolean, nullable=False),
    Index("ix_users_username_digest", "username_digest"),
)

erased_users: Final = erased_users_table(metadata)
