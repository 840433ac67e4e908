"""The table of the radio."""

from typing import Final

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY

from music.infrastructure.metadata import INSTANT, metadata

radio_stations: Final = Table(
    "radio_stations",
    metadata,
    Column("user_id", Uuid, primary_key=True),
    Column("station_id", Uuid, primary_key=True),
    Column("source", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("sort_name", Text(collation="C"), nullable=False),
    Column("url", Text, nullable=False),
    Column("homepage", Text),
    Column("favicon", Text),
    Column("country", Text),
    Column("country_code", Text),
    Column("languages", ARRAY(Text), nullable=False),
    Column("tags", ARRAY(Text), nullable=False),
    Column("codec", Text),
    Column("bit_rate", Integer),
    Column("is_segmented", Boolean, nullable=False),
    Column("added_at", INSTANT, nullable=False),
    Index("ix_radio_stations_user_id_sort_name", "user_id", "sort_name", "station_id"),
)
