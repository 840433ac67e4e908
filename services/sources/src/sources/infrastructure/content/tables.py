"""The table of ended sessions."""

from typing import Final

from sqlalchemy import Column, Index, Table, Uuid

from sources.infrastructure.metadata import INSTANT, metadata

ended_sessions: Final = Table(
    "ended_sessions",
    metadata,
    Column("session_id", Uuid, primary_key=True),
    Column("forget_at", INSTANT, nullable=False),
    Index("ix_ended_sessions_forget_at", "forget_at"),
)
