"""The tables of people."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Index, Table, Text, Uuid

from chassis.storage.erased_users import erased_users_table
from social.infrastructure.metadata import INSTANT, metadata

people: Final = Table(
    "people",
    metadata,
    Column("user_id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("changed_at", INSTANT, nullable=False),
    Column("profile_public", Boolean, nullable=False),
    Column("show_watch_history", Boolean, nullable=False),
    Column("show_ratings", Boolean, nullable=False),
    Column("allow_followers", Boolean, nullable=False),
    Column("username", Text),
    Column("username_key", Text(collation="C")),
    Column("avatar_id", Uuid),
    Index("ix_people_username_key", "username_key"),
)
"""`username_key` is the name in lower case: the index finds a name, and the names that begin with a text."""

erased_users: Final = erased_users_table(metadata)
