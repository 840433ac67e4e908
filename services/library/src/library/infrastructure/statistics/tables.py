"""The table of computed statistics."""

from typing import Final

from sqlalchemy import BigInteger, Column, DateTime, Table, Text
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import JSONB

from library.infrastructure.metadata import metadata

statistics_documents: Final = Table(
    "statistics_documents",
    metadata,
    Column("user_id", UuidType, primary_key=True),
    Column("period", Text, primary_key=True),
    Column("time_zone", Text, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("computed_at", DateTime(timezone=True), nullable=False),
    Column("document", JSONB, nullable=False),
)
