"""The tables of editors' decisions, which no event carries, and of the facts that overrides replace."""

from typing import Final

from sqlalchemy import BigInteger, Column, DateTime, Identity, Index, Integer, LargeBinary, Table, Text, text
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import JSONB

from catalog.infrastructure.schema import metadata

editions: Final = Table(
    "editions",
    metadata,
    Column("media_id", UuidType, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("overrides", JSONB, nullable=False, server_default=text("'{}'")),
    Column("hidden_at", DateTime(timezone=True)),
    Column("hidden_by", UuidType),
    Column("hidden_reason", Text),
    Column("merged_at", DateTime(timezone=True)),
    Column("merged_by", UuidType),
    Column("merged_into", UuidType),
    Column("merged_kind", Text),
    Column("merged_tmdb_id", Integer),
)

# What the provider says about a title that is stored otherwise, by its last import: an override can be reverted. As
# bytes, because JSONB reorders members.
provider_facts: Final = Table(
    "provider_facts",
    metadata,
    Column("media_id", UuidType, primary_key=True),
    Column("facts", LargeBinary, nullable=False),
)

audit_entries: Final = Table(
    "audit_entries",
    metadata,
    Column("number", BigInteger, Identity(always=True), primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("user_id", UuidType, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("media_id", UuidType),
    Column("before", JSONB, nullable=False),
    Column("after", JSONB, nullable=False),
    Column("reason", Text),
    Column("request_id", Text),
)
for _name in ("media_id", "user_id", "action", "subject"):
    Index(f"ix_audit_entries_{_name}", audit_entries.c[_name], audit_entries.c.number)
Index("ix_audit_entries_at", audit_entries.c.at)

BUILT_BY_EVENTS: Final = (provider_facts,)
"""The tables that a replay rebuilds."""
DECISIONS: Final = (editions, audit_entries)
"""The tables of decisions, which a replay keeps."""
