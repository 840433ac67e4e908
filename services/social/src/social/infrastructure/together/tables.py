"""The tables of sessions of watching and listening together."""

from typing import Final

from sqlalchemy import BigInteger, Column, Double, ForeignKey, Index, Integer, Table, Text, Uuid

from social.infrastructure.metadata import INSTANT, metadata

together_sessions: Final = Table(
    "together_sessions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("adding", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("code_expires_at", INSTANT, nullable=False),
    Column("created_at", INSTANT, nullable=False),
    Column("ended_at", INSTANT),
    Column("revision", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("position_ms", BigInteger, nullable=False),
    Column("at", INSTANT, nullable=False),
    Column("rate", Double, nullable=False),
    Column("playback_version", BigInteger, nullable=False),
)
"""Every change of a session holds the lock of its row, and raises its revision."""
Index(
    "ix_together_sessions_code",
    together_sessions.c.code,
    unique=True,
    postgresql_where=together_sessions.c.ended_at.is_(None),
)
Index(
    "ix_together_sessions_ended_at",
    together_sessions.c.ended_at,
    postgresql_where=together_sessions.c.ended_at.is_not(None),
)

together_members: Final = Table(
    "together_members",
    metadata,
    Column("session_id", Uuid, ForeignKey("together_sessions.id", ondelete="cascade"), primary_key=True),
    Column("user_id", Uuid, primary_key=True),
    Column("role", Text, nullable=False),
    Column("joined_at", INSTANT, nullable=False),
    Column("seen_at", INSTANT, nullable=False),
    Index("ix_together_members_user_id", "user_id"),
)
Index(
    "ix_together_members_hosts",
    together_members.c.seen_at,
    postgresql_where=together_members.c.role == "host",
)

together_items: Final = Table(
    "together_items",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("session_id", Uuid, ForeignKey("together_sessions.id", ondelete="cascade"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("media_id", Uuid),
    Column("season", Integer),
    Column("episode", Integer),
    Column("track_id", Uuid),
    Column("duration_ms", BigInteger),
    Column("added_by", Uuid),
    Column("added_at", INSTANT, nullable=False),
    Index("ix_together_items_session_id", "session_id", "place"),
    Index("ix_together_items_added_by", "added_by"),
)
"""The current item has the place 0, the queue those from 1 on."""

together_kicks: Final = Table(
    "together_kicks",
    metadata,
    Column("session_id", Uuid, ForeignKey("together_sessions.id", ondelete="cascade"), primary_key=True),
    Column("user_id", Uuid, primary_key=True),
    Index("ix_together_kicks_user_id", "user_id"),
)
"""Who may not join with the present code of a session."""

together_attempts: Final = Table(
    "together_attempts",
    metadata,
    Column("user_id", Uuid, primary_key=True),
    Column("since", INSTANT, nullable=False),
    Column("attempts", Integer, nullable=False),
    Index("ix_together_attempts_since", "since"),
)
"""Codes that users have tried within a window, without success."""
