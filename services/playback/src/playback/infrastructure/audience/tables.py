"""Tables of audience retention."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, text
from sqlalchemy import Uuid as UuidType

from chassis.storage.erased_users import erased_users_table
from playback.infrastructure.metadata import INSTANT, metadata

watched_parts: Final = Table(
    "watched_parts",
    metadata,
    Column("asset_id", UuidType, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("user_id", UuidType, primary_key=True),
    Column("parts", Integer, nullable=False),
)
"""A bit per part of a version that a user has watched, the lowest for the first part."""
Index("ix_watched_parts_user_id", watched_parts.c.user_id)

audiences: Final = Table(
    "audiences",
    metadata,
    Column("asset_id", UuidType, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("stale", Boolean, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("shown", Boolean, nullable=False),
    Column("counted_at", INSTANT),
)
"""What was published of each version: how often, and whether with shares."""
Index("ix_audiences_stale", audiences.c.counted_at, postgresql_where=text("stale"))

erased_users: Final = erased_users_table(metadata)
