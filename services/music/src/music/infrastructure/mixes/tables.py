"""The table of mixes."""

from typing import Final

from sqlalchemy import BigInteger, Column, Date, Index, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from music.infrastructure.metadata import metadata

mixes: Final = Table(
    "mixes",
    metadata,
    Column("user_id", Uuid, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("subject_id", Uuid, primary_key=True),
    Column("day", Date, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("picks", JSONB, nullable=False),
    Index("ix_mixes_day", "day"),
)
"""The mix of each user and subject, of the day on which the user has requested it last."""
