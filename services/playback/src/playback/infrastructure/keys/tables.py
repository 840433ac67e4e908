"""Tables of content keys."""

from typing import Final

from sqlalchemy import CheckConstraint, Column, ForeignKeyConstraint, Index, Integer, LargeBinary, Table, Text
from sqlalchemy import Uuid as UuidType

from playback.infrastructure.metadata import created_at_column, metadata

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
