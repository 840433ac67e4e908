"""The tables of sessions and refresh tokens."""

from typing import Final

from sqlalchemy import ARRAY, Column, DateTime, ForeignKey, Integer, LargeBinary, Table, Text, UniqueConstraint, Uuid

from auth.infrastructure.metadata import metadata

sessions: Final = Table(
    "sessions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("account_id", Uuid, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("generation", Integer, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("rotated_at", DateTime(timezone=True), nullable=False),
    Column("idle_until", DateTime(timezone=True), nullable=False, index=True),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("sealed_successor", LargeBinary),
    Column("revoked_at", DateTime(timezone=True)),
    Column("revoked_reason", Text),
    Column("address", Text, nullable=False, server_default=""),
    Column("user_agent", Text, nullable=False, server_default=""),
    Column("methods", ARRAY(Text), nullable=False, server_default="{pwd}"),
    Column("authenticated_at", DateTime(timezone=True)),
)

refresh_tokens: Final = Table(
    "refresh_tokens",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("session_id", Uuid, ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
    Column("generation", Integer, nullable=False),
    UniqueConstraint("session_id", "generation"),
)
