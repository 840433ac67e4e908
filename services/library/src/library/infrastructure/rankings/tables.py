"""The table of averages."""

from typing import Final

from sqlalchemy import ARRAY, Column, Double, Index, Integer, Table, Text
from sqlalchemy import Uuid as UuidType

from library.infrastructure.metadata import metadata

title_ratings: Final = Table(
    "title_ratings",
    metadata,
    Column("media_id", UuidType, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("counts", ARRAY(Integer), nullable=False),
    Column("weighted", Double, nullable=False),
)
"""Per title with enough raters, the number of raters by stars from 1 to 5, and the weighted mean of the stars."""
Index("ix_title_ratings_kind_weighted", title_ratings.c.kind, title_ratings.c.weighted.desc(), title_ratings.c.media_id)
