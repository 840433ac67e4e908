"""The tables of dated facts and of outages."""

from typing import Final

from sqlalchemy import ARRAY, BigInteger, Column, Date, DateTime, Table, Text
from sqlalchemy import Uuid as UuidType

from insights.infrastructure.schema import metadata

title_facts: Final = Table(
    "title_facts",
    metadata,
    Column("media_id", UuidType, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("days", ARRAY(Text), nullable=False),
    Column("labels", ARRAY(Text), nullable=False),
    Column("regions", ARRAY(Text), nullable=False),
)
"""The facts of the newest version of a subject, as three arrays; days in the form 2026-11-02."""

arrivals: Final = Table(
    "arrivals",
    metadata,
    Column("media_id", UuidType, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("region", Text, primary_key=True),
    Column("service", Text, primary_key=True),
)

source_outages: Final = Table(
    "source_outages",
    metadata,
    Column("source", Text, primary_key=True),
    Column("since", DateTime(timezone=True), primary_key=True),
    Column("ended_at", DateTime(timezone=True)),
)
