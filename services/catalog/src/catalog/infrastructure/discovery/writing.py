"""Discovery facts to rows, and the statements that write them: one per table and batch."""

import json
from collections.abc import Sequence
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.application.commands import ApplyTitle
from catalog.infrastructure.discovery import tables
from catalog.infrastructure.writing.upserts import Replacement, Row

OFFERS: Final = Replacement(tables.media_offers, "media_id", "region", "provider_id", "kind", parent="media_id")
FACETS: Final = Replacement(
    tables.media_facets, "media_id", "original_language", "origin_countries", "collection_id", parent="media_id"
)
KEYWORDS: Final = Replacement(tables.media_keywords, "media_id", "keyword", parent="media_id")
CREDITS: Final = Replacement(
    tables.media_credits,
    "media_id",
    "ord",
    "person_id",
    "role",
    "job",
    "department",
    "character",
    parent="media_id",
)


async def replace_facts(connection: AsyncConnection, titles: Sequence[ApplyTitle]) -> None:
    """Replace the discovery facts of titles, which are in the order of their ids."""
    ids = [title.media_id for title in titles]
    await OFFERS(connection, ids, [row for title in titles for row in offers(title)])
    await FACETS(connection, ids, [facets(title) for title in titles])
    await KEYWORDS(connection, ids, [row for title in titles for row in keywords(title)])
    await CREDITS(connection, ids, [row for title in titles for row in credited(title)])


def offers(title: ApplyTitle) -> list[Row]:
    """Return the rows of `OFFERS`."""
    offered = sorted(title.discovery.offers)
    return [(title.media_id, offer.region, offer.provider_id, offer.kind) for offer in offered]


def facets(title: ApplyTitle) -> Row:
    """Return the row of `FACETS`."""
    facts = title.discovery
    return title.media_id, facts.original_language, json.dumps(facts.origin_countries), facts.collection_id


def keywords(title: ApplyTitle) -> list[Row]:
    """Return the rows of `KEYWORDS`."""
    return [(title.media_id, keyword) for keyword in sorted(title.discovery.keywords)]


def credited(title: ApplyTitle) -> list[Row]:
    """Return the rows of `CREDITS`."""
    return [
        (title.media_id, place, credit.person_id, credit.role, credit.job, credit.department, credit.character)
        for place, credit in enumerate(title.discovery.credits)
    ]
