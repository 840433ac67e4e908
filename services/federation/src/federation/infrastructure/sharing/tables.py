"""The tables of shares and deletions."""

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, Table, Text, Uuid, text

from federation.infrastructure.metadata import INSTANT, metadata

shares: Final = Table(
    "shares",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("item_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("shared_by", Uuid, nullable=False),
    Column("created_at", INSTANT, nullable=False),
    Index("uq_shares_item", "kind", "item_id", unique=True),
    Index("ix_shares_created_at", "created_at", "id"),
    Index("ix_shares_kind", "kind", "created_at", "id"),
    Index("ix_shares_shared_by", "shared_by", "created_at", "id"),
)

deletions: Final = Table(
    "deletions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("item_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("requested_by", Uuid, nullable=False),
    Column("requested_at", INSTANT, nullable=False),
    Index("ix_deletions_requested_at", "requested_at", "id"),
    Index("ix_deletions_requested_by", "requested_by", "requested_at", "id"),
)

confirmations: Final = Table(
    "confirmations",
    metadata,
    Column("deletion_id", Uuid, ForeignKey("deletions.id", ondelete="cascade"), primary_key=True),
    Column("peer_id", Uuid, primary_key=True),
    Column("peer_name", Text, nullable=False),
    Column("confirmed_at", INSTANT),
    Column("refused", Text),
    Index(
        "ix_confirmations_peer_id",
        "peer_id",
        "deletion_id",
        postgresql_where=text("confirmed_at is null and refused is null"),
    ),
)

list_copies: Final = Table(
    "list_copies",
    metadata,
    Column("user_id", Uuid, primary_key=True),
    Column("peer_id", Uuid, primary_key=True),
    Column("list_id", Uuid, primary_key=True),
    Column("request_key", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("description", Text),
    Column("created_at", INSTANT, nullable=False),
    Column("copy_id", Uuid),
    Index("uq_list_copies_request_key", "request_key", unique=True),
)
