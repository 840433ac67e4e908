"""The table of episodes that lie ahead."""

from typing import Final

from sqlalchemy import BigInteger, Column, DateTime, Index, Integer, Table, Text
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import JSONB

from notifications.infrastructure.metadata import metadata

upcoming_episodes: Final = Table(
    "upcoming_episodes",
    metadata,
    Column("subscription_id", UuidType, primary_key=True),
    Column("season", Integer, primary_key=True),
    Column("episode", Integer, primary_key=True),
    Column("kind", Text, nullable=False, server_default="new_episode"),
    Column("user_id", UuidType, nullable=False),
    Column("media_id", UuidType, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("airs_at", DateTime(timezone=True)),
    Column("values", JSONB, nullable=False),
    Column("due_at", DateTime(timezone=True)),
    Column("reported_at", DateTime(timezone=True)),
    Column("stored_at", DateTime(timezone=True), nullable=False),
)
Index("ix_upcoming_episodes_user_id", upcoming_episodes.c.user_id)
Index("ix_upcoming_episodes_stored_at", upcoming_episodes.c.stored_at)
Index(
    "ix_upcoming_episodes_due_at",
    upcoming_episodes.c.due_at,
    postgresql_where=upcoming_episodes.c.due_at.is_not(None) & upcoming_episodes.c.reported_at.is_(None),
)
