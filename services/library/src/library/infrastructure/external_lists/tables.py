"""Tables of external lists, which ingestion reads at other sites: what its events state of them.

The column `user_id` of `external_lists` is the owner of an uploaded list, who alone may see it.
"""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, DateTime, ForeignKey, Index, Integer, Table, Text
from sqlalchemy import Uuid as UuidType

from library.infrastructure.metadata import metadata

external_lists: Final = Table(
    "external_lists",
    metadata,
    Column("external_id", UuidType, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("address", Text),
    Column("state", Text, nullable=False),
    Column("user_id", UuidType),
    Column("read_at", DateTime(timezone=True)),
    Column("item_count", Integer, nullable=False),
)
Index("ix_external_lists_user_id", external_lists.c.user_id, postgresql_where=external_lists.c.user_id.is_not(None))

external_list_items: Final = Table(
    "external_list_items",
    metadata,
    Column(
        "external_id",
        UuidType,
        ForeignKey("external_lists.external_id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("media_id", UuidType, primary_key=True),
    Column("rank", BigInteger, nullable=False),
)
Index("ix_external_list_items_rank", external_list_items.c.external_id, external_list_items.c.rank)
Index("ix_external_list_items_media_id", external_list_items.c.media_id)

external_followers: Final = Table(
    "external_followers",
    metadata,
    Column("user_id", UuidType, primary_key=True),
    Column("external_id", UuidType, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("follows", Boolean, nullable=False),
)
