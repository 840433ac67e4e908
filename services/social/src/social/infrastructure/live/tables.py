"""The tables of what happens now."""

from typing import Final

from sqlalchemy import BigInteger, Column, Identity, Index, Integer, Table, Text, Uuid

from social.infrastructure.metadata import INSTANT, metadata

stream_events: Final = Table(
    "stream_events",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("user_id", Uuid, nullable=False),
    Column("activity_id", BigInteger),
    Column("session_id", Uuid),
    Column("requester_id", Uuid),
    Column("happened_at", INSTANT, nullable=False),
    Index("ix_stream_events_happened_at", "happened_at"),
    Index("ix_stream_events_user_id", "user_id"),
    Index("ix_stream_events_requester_id", "requester_id"),
)
"""Of a request the user is who decides; of anything else who has done it. What is shown is read where it is stored."""

watching_now: Final = Table(
    "watching_now",
    metadata,
    Column("session_id", Uuid, primary_key=True),
    Column("user_id", Uuid, nullable=False),
    Column("media_id", Uuid, nullable=False),
    Column("season", Integer),
    Column("episode", Integer),
    Column("state", Text, nullable=False),
    Column("at", INSTANT, nullable=False),
    Index("ix_watching_now_user_id", "user_id", "at"),
    Index("ix_watching_now_at", "at"),
)
