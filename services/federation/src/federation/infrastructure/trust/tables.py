"""The tables of keys, nonces and counts."""

from typing import Final

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Index, Integer, LargeBinary, Table, Text, Uuid

from federation.infrastructure.metadata import INSTANT, metadata

identity: Final = Table(
    "identity",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("server_id", Uuid, nullable=False),
)
"""One row: this server."""

own_keys: Final = Table(
    "own_keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("public", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("created_at", INSTANT, nullable=False),
    Column("retires_at", INSTANT),
    Column("endorsed_by", Text),
    Column("endorsement", LargeBinary),
)

peer_keys: Final = Table(
    "peer_keys",
    metadata,
    Column("peer_id", Uuid, ForeignKey("peers.id", ondelete="cascade"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("public", LargeBinary, nullable=False),
    Column("retires_at", INSTANT),
    Column("added_at", INSTANT, nullable=False),
)

nonces: Final = Table(
    "nonces",
    metadata,
    Column("peer_id", Uuid, primary_key=True),
    Column("nonce", Text(collation="C"), primary_key=True),
    Column("forget_at", INSTANT, nullable=False),
    Index("ix_nonces_forget_at", "forget_at"),
)

usage: Final = Table(
    "usage",
    metadata,
    Column("day", Date, primary_key=True),
    Column("peer_id", Uuid, primary_key=True),
    Column("requests", BigInteger, nullable=False),
    Column("bytes", BigInteger, nullable=False),
)
