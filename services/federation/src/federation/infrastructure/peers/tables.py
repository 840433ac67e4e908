"""The tables of peers and invitations."""

from typing import Final

from sqlalchemy import ARRAY, BigInteger, Column, Index, Integer, LargeBinary, Table, Text, Uuid

from federation.infrastructure.metadata import INSTANT, metadata

peers: Final = Table(
    "peers",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("ours", Text, nullable=False),
    Column("theirs", Text, nullable=False),
    Column("granted", ARRAY(Text), nullable=False),
    Column("received", ARRAY(Text), nullable=False),
    Column("requests_per_day", BigInteger, nullable=False),
    Column("bytes_per_day", BigInteger, nullable=False),
    Column("created_at", INSTANT, nullable=False),
    Column("updated_at", INSTANT, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("notified_revision", BigInteger, nullable=False),
    Column("peer_revision", BigInteger, nullable=False),
    Column("contact_at", INSTANT),
    Column("failure_at", INSTANT),
    Column("failure", Text),
    Column("failures", Integer, nullable=False),
    Column("keys_fetched_at", INSTANT),
)

invitations: Final = Table(
    "invitations",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("permissions", ARRAY(Text), nullable=False),
    Column("created_by", Uuid, nullable=False),
    Column("created_at", INSTANT, nullable=False),
    Column("expires_at", INSTANT, nullable=False),
    Column("used_at", INSTANT),
    Column("withdrawn_at", INSTANT),
    Index("uq_invitations_digest", "digest", unique=True),
    Index("ix_invitations_created_at", "created_at", "id"),
)
