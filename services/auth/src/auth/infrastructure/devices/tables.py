"""The tables of devices."""

from typing import Final

from sqlalchemy import Column, DateTime, ForeignKey, Integer, LargeBinary, Table, Text, Uuid

from auth.infrastructure.metadata import metadata

device_sign_ins: Final = Table(
    "device_sign_ins",
    metadata,
    Column("device_digest", LargeBinary, primary_key=True),
    Column("user_digest", LargeBinary, nullable=False, unique=True),
    Column("name", Text),
    Column("address", Text, nullable=False),
    Column("user_agent", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False, index=True),
    Column("interval_seconds", Integer, nullable=False),
    Column("polled_at", DateTime(timezone=True)),
    Column("decision", Text, nullable=False),
    Column("account_id", Uuid, ForeignKey("accounts.id", ondelete="CASCADE"), index=True),
)

devices: Final = Table(
    "devices",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("account_id", Uuid, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("last_used_at", DateTime(timezone=True), nullable=False),
    Column("token_digest", LargeBinary, nullable=False, unique=True),
    Column("previous_digest", LargeBinary, index=True),
    Column("token_changed_at", DateTime(timezone=True)),
)

device_sessions: Final = Table(
    "device_sessions",
    metadata,
    Column("session_id", Uuid, ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("device_id", Uuid, ForeignKey("devices.id", ondelete="CASCADE"), nullable=False, index=True),
)
