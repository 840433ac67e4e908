"""The tables of plays."""

from typing import Final

from sqlalchemy import Column, Date, DateTime, Index, Table
from sqlalchemy import Uuid as UuidType

from chassis.storage.erased_users import erased_users_table
from insights.infrastructure.schema import metadata

user_plays: Final = Table(
    "user_plays",
    metadata,
    Column("user_id", UuidType, primary_key=True),
    Column("play_id", UuidType, primary_key=True),
    Column("media_id", UuidType, nullable=False),
    Column("day", Date, nullable=False),
)
"""The plays that count."""
Index("ix_user_plays_media_id_day_user_id", user_plays.c.media_id, user_plays.c.day, user_plays.c.user_id)

stale_plays: Final = Table(
    "stale_plays",
    metadata,
    Column("media_id", UuidType, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("marked_at", DateTime(timezone=True), nullable=False),
)
"""Days of titles whose plays are counted next."""

erased_users: Final = erased_users_table(metadata)
