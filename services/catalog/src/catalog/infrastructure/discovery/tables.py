"""The narrow tables of the facts by which titles are found, each with the index that its queries scan.

`media_facets` is no part of `media`: a new score would rewrite its index entries.
"""

from typing import Final

from sqlalchemy import ARRAY, Column, DateTime, Float, Index, Integer, LargeBinary, Table, Text
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import JSONB

from catalog.infrastructure.schema import metadata

media_offers: Final = Table(
    "media_offers",
    metadata,
    Column("media_id", UuidType, primary_key=True),
    Column("region", Text, primary_key=True),
    Column("provider_id", Integer, primary_key=True),
    Column("kind", Text, primary_key=True),
)
Index("ix_media_offers_region", media_offers.c.region, media_offers.c.provider_id, media_offers.c.media_id)

media_facets: Final = Table(
    "media_facets",
    metadata,
    Column("media_id", UuidType, primary_key=True),
    Column("original_language", Text),
    Column("origin_countries", JSONB, nullable=False),
    Column("collection_id", Integer),
)
Index("ix_media_facets_original_language", media_facets.c.original_language, media_facets.c.media_id)
Index("ix_media_facets_origin_countries", media_facets.c.origin_countries, postgresql_using="gin")
Index(
    "ix_media_facets_collection_id",
    media_facets.c.collection_id,
    postgresql_where=media_facets.c.collection_id.is_not(None),
)

media_keywords: Final = Table(
    "media_keywords",
    metadata,
    Column("media_id", UuidType, primary_key=True),
    Column("keyword", Text, primary_key=True),
)
Index("ix_media_keywords_keyword", media_keywords.c.keyword, media_keywords.c.media_id)

# `ord` is the place in the credits of the title's page: the cast, then the crew.
media_credits: Final = Table(
    "media_credits",
    metadata,
    Column("media_id", UuidType, primary_key=True),
    Column("ord", Integer, primary_key=True),
    Column("person_id", Integer, nullable=False),
    Column("role", Text, nullable=False),
    Column("job", Text),
    Column("department", Text),
    Column("character", Text),
)
Index("ix_media_credits_person_id", media_credits.c.person_id, media_credits.c.media_id)

user_services: Final = Table(
    "user_services",
    metadata,
    Column("user_id", UuidType, primary_key=True),
    Column("region", Text, nullable=False),
    Column("provider_ids", ARRAY(Integer), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
)
"""The services that a user subscribes to: state of this service."""

service_counts: Final = Table(
    "service_counts",
    metadata,
    Column("region", Text, primary_key=True),
    Column("services", LargeBinary, nullable=False),
    Column("counted_at", DateTime(timezone=True), nullable=False),
    Column("seconds", Float, nullable=False),
)
"""The services of each region with their numbers of titles, as the worker counted them in the read model."""
ANYWHERE: Final = "*"
"""The region of the row of all regions, which each count has."""

VERSION: Final = "cast(sum(hash_record_extended(row(m.media_id, m.xmin, d.xmin), 0)) as text)"
"""The version of titles, by those of their rows: whatever a list shows of them writes one.

A statement names `media` as m and `documents`, which it joins to the left, as d.
"""

BUILT_BY_EVENTS: Final = (media_offers, media_facets, media_keywords, media_credits)
