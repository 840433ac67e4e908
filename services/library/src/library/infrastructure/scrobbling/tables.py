"""Tables of webhook keys, of scrobbles without a title, and of the titles that users chose for them."""

from typing import Final

from sqlalchemy import ARRAY, CheckConstraint, Column, DateTime, Index, LargeBinary, Table, Text
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import JSONB

from library.infrastructure.metadata import metadata

scrobble_keys: Final = Table(
    "scrobble_keys",
    metadata,
    Column("key_id", UuidType, primary_key=True),
    Column("user_id", UuidType, nullable=False),
    Column("key_hash", LargeBinary, nullable=False),
    Column(
        "source",
        Text,
        CheckConstraint("source in ('jellyfin', 'plex', 'emby', 'kodi')", name="source"),
        nullable=False,
    ),
    Column("name", Text, nullable=False),
    Column("accounts", ARRAY(Text), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("last_used_at", DateTime(timezone=True)),
    Column("last_error", Text),
    Column("last_error_at", DateTime(timezone=True)),
)
Index("ix_scrobble_keys_key_hash", scrobble_keys.c.key_hash, unique=True)
Index("ix_scrobble_keys_user_id", scrobble_keys.c.user_id)

unmatched_scrobbles: Final = Table(
    "unmatched_scrobbles",
    metadata,
    Column("user_id", UuidType, primary_key=True),
    Column("scrobble_id", UuidType, primary_key=True),
    Column("identity", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("scrobble", JSONB, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False),
)
Index("ix_unmatched_scrobbles_user_id_at", unmatched_scrobbles.c.user_id, unmatched_scrobbles.c.at)

scrobble_matches: Final = Table(
    "scrobble_matches",
    metadata,
    Column("user_id", UuidType, primary_key=True),
    Column("identity", Text, primary_key=True),
    Column("media_id", UuidType, nullable=False),
    Column("chosen_at", DateTime(timezone=True), nullable=False),
)
