"""The tables of ranked lists."""

from typing import Final

from sqlalchemy import BigInteger, Column, Date, DateTime, Index, Integer, Table, Text
from sqlalchemy import Uuid as UuidType

from insights.infrastructure.schema import metadata

list_days: Final = Table(
    "list_days",
    metadata,
    Column("list_id", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("taken_at", DateTime(timezone=True), nullable=False),
)

list_ranks: Final = Table(
    "list_ranks",
    metadata,
    Column("list_id", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("rank", Integer, primary_key=True, autoincrement=False),
    Column("media_id", UuidType, nullable=False),
)
Index("ix_list_ranks_media_id", list_ranks.c.media_id, list_ranks.c.list_id, list_ranks.c.day)
