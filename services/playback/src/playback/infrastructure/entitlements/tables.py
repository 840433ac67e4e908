"""Tables of what users are entitled to."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text
from sqlalchemy import Uuid as UuidType

from playback.infrastructure.metadata import INSTANT, metadata

entitlements: Final = Table(
    "entitlements",
    metadata,
    Column("user_id", UuidType, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("plan", Text, nullable=False),
    Column("concurrent_streams", Integer, nullable=False),
    Column("valid_until", INSTANT),
    Column("changed_at", INSTANT, nullable=False),
)

purchases: Final = Table(
    "purchases",
    metadata,
    Column("id", UuidType, primary_key=True),
    Column("user_id", UuidType, nullable=False),
    Column("media_id", UuidType, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("is_started", Boolean, nullable=False),
    Column("valid_until", INSTANT),
    Column("is_revoked", Boolean, nullable=False),
    Column("changed_at", INSTANT, nullable=False),
)
Index("ix_purchases_title", purchases.c.user_id, purchases.c.media_id)

# Between the end of a sign-in session and the end of its last access token.
signed_out: Final = Table(
    "signed_out",
    metadata,
    Column("session_id", UuidType, primary_key=True),
    Column("user_id", UuidType, nullable=False),
    Column("expires_at", INSTANT, nullable=False),
)
