"""The tables of attempts and of the audit log."""

from typing import Final

from sqlalchemy import BigInteger, Column, DateTime, Identity, Index, Integer, LargeBinary, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from auth.infrastructure.metadata import metadata

login_attempts: Final = Table(
    "login_attempts",
    metadata,
    Column("key", LargeBinary, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last_at", DateTime(timezone=True), nullable=False, index=True),
    Column("blocked_until", DateTime(timezone=True), nullable=False),
)

sign_in_rates: Final = Table(
    "sign_in_rates",
    metadata,
    Column("key", LargeBinary, primary_key=True),
    Column("whole_at", DateTime(timezone=True), nullable=False, index=True),
)

# No foreign key: entries outlive their account.
audit_entries: Final = Table(
    "audit_entries",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("kind", Text, nullable=False),
    Column("account_id", Uuid),
    Column("actor_id", Uuid),
    Column("session_id", Uuid),
    Column("address", Text, nullable=False),
    Column("user_agent", Text, nullable=False),
    Column("details", JSONB, nullable=False),
)
# Each list is read backwards from a time, by one of these; the table is written at sign-ins, not at every request.
Index("ix_audit_entries_time", audit_entries.c.at, audit_entries.c.id)
Index("ix_audit_entries_account_time", audit_entries.c.account_id, audit_entries.c.at, audit_entries.c.id)
Index("ix_audit_entries_actor_time", audit_entries.c.actor_id, audit_entries.c.at, audit_entries.c.id)
Index("ix_audit_entries_kind_time", audit_entries.c.kind, audit_entries.c.at, audit_entries.c.id)
