"""Discovery facts to rows, and the statement that writes them with genres and releases: one per batch."""

import json
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from catalog.application.commands import ApplyTitle
from catalog.infrastructure.discovery import tables
from catalog.infrastructure.writing import rows
from catalog.infrastructure.writing.upserts import Replacement, Replacements, Row

OFFERS: Final = Replacement(tables.media_offers, "region", "provider_id", "kind", parent="media_id")
FACETS: Final = Replacement(
    tables.media_facets, "original_language", "origin_countries", "collection_id", parent="media_id"
)
KEYWORDS: Final = Replacement(tables.media_keywords, "keyword", parent="media_id")
CREDITS: Final = Replacement(
    tables.media_credits,
    "ord",
    "person_id",
    "role",
    "job",
    "department",
    "character",
    parent="media_id",
)


# One statement: a title that is imported alone would wait for the round trip of each.
_ALL: Final = Replacements(rows.GENRES, rows.RELEASES, OFFERS, FACETS, KEYWORDS, CREDITS, reported=OFFERS)


async def replace_facts(connection: AsyncConnection, titles: Sequence[ApplyTitle]) -> set[UUID]:
    """Replace the genres, releases and discovery facts of titles, which are in the order of their ids.

    Return those whose offers have changed.
    """
    children = (
        [rows.genres(title.genres) for title in titles],
        [rows.releases(title) for title in titles],
        [offers(title) for title in titles],
        [[facets(title)] for title in titles],
        [keywords(title) for title in titles],
        [credited(title) for title in titles],
    )
    return await _ALL(connection, [title.media_id for title in titles], children)


def offers(title: ApplyTitle) -> Sequence[Row]:
    """Return the rows of `OFFERS` of a title."""
    return sorted(title.discovery.offers)


def facets(title: ApplyTitle) -> Row:
    """Return the row of `FACETS` of a title."""
    facts = title.discovery
    return facts.original_language, json.dumps(facts.origin_countries), facts.collection_id


def keywords(title: ApplyTitle) -> list[Row]:
    """Return the rows of `KEYWORDS` of a title."""
    return [(keyword,) for keyword in sorted(title.discovery.keywords)]


def credited(title: ApplyTitle) -> list[Row]:
    """Return the rows of `CREDITS` of a title."""
    return [(place, *credit) for place, credit in enumerate(title.discovery.credits)]
