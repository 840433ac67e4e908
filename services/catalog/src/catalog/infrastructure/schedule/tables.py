"""The table of personal calendar feeds. It is state of this service: no replay rebuilds it."""

from typing import Final

from sqlalchemy import Column, DateTime, Index, LargeBinary, Table
from sqlalchemy import Uuid as UuidType

from catalog.infrastructure.schema import metadata

calendar_feeds: Final = Table(
    "calendar_feeds",
    metadata,
    Column("user_id", UuidType, primary_key=True),
    Column("token_hash", LargeBinary, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
)
Index("ix_calendar_feeds_token_hash", calendar_feeds.c.token_hash, unique=True)
