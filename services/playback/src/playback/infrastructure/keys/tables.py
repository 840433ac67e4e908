"""Tables of content keys."""

from typing import Final

from sqlalchemy import CheckConstraint, Column, ForeignKeyConstraint, Index, Integer, LargeBinary, Table, Text
from sqlalchemy import Uuid as UuidType

from playback.infrastructure.metadata import INSTANT, created_at_column, metadata

content_keys: Final = Table(
    "content_keys",
    metadata,
    # What a key is bound to is its primary key, from which its wrapping is renewed.
    Column("asset_id", UuidType, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("id", UuidType, primary_key=True),
    Column("label", Text, CheckConstraint("label in ('video', 'audio')", name="label"), nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    created_at_column(),
    ForeignKeyConstraint(("asset_id", "number"), ("asset_versions.asset_id", "asset_versions.number")),
)
Index("uq_content_keys_label", content_keys.c.asset_id, content_keys.c.number, content_keys.c.label, unique=True)
Index("uq_content_keys_id", content_keys.c.id, unique=True)

key_releases: Final = Table(
    "key_releases",
    metadata,
    Column("id", UuidType, primary_key=True),
    Column("at", INSTANT, nullable=False),
    Column("user_id", UuidType),
    Column("auth_session_id", UuidType),
    Column("session_id", UuidType, nullable=False),
    Column("asset_id", UuidType),
    Column("number", Integer),
    Column("key_id", UuidType),
    Column("system", Text, nullable=False),
    Column("outcome", Text, nullable=False),
)
Index("ix_key_releases_at", key_releases.c.at, key_releases.c.id)
Index("ix_key_releases_user", key_releases.c.user_id, key_releases.c.at, key_releases.c.id)
Index("ix_key_releases_session", key_releases.c.session_id, key_releases.c.at)
Index("ix_key_releases_key", key_releases.c.key_id, key_releases.c.at)
