"""Tables of what users choose."""

from typing import Final

from sqlalchemy import BigInteger, Column, DateTime, Table
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import JSONB

from notifications.infrastructure.metadata import metadata

preferences: Final = Table(
    "preferences",
    metadata,
    Column("user_id", UuidType, primary_key=True),
    Column("document", JSONB, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
)

muted_titles: Final = Table(
    "muted_titles",
    metadata,
    Column("user_id", UuidType, primary_key=True),
    Column("media_id", UuidType, primary_key=True),
    Column("muted_at", DateTime(timezone=True), nullable=False),
)
