"""The table of reviews."""

from typing import Final

from sqlalchemy import Column, DateTime, Integer, Table
from sqlalchemy.dialects.postgresql import JSONB

from insights.infrastructure.schema import metadata

year_reviews: Final = Table(
    "year_reviews",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("refreshed_at", DateTime(timezone=True), nullable=False),
    Column("document", JSONB, nullable=False),
)
