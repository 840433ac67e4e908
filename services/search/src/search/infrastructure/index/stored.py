"""The stored fields of a document: JSON arrays, since the names of fields would be half of the bytes."""

from typing import Any
from uuid import UUID

import orjson

from search.domain.entry import Card, Entry, FacetValues, Name


def pack_card(card: Card) -> bytes:
    """Return a card as it is stored."""
    return orjson.dumps(
        (
            card.id,
            card.kind,
            [(name.text, name.language) for name in card.names],
            card.original_name,
            card.media_id,
            card.tmdb_id,
            card.slug,
            card.year,
            card.poster_path,
            card.score,
            card.rating,
            card.votes,
        )
    )


def unpack_card(stored: bytes) -> Card:
    """Return a stored card."""
    id_, kind, names, original_name, media_id, *values = orjson.loads(stored)
    return Card(
        id_,
        kind,
        tuple(Name(text, language) for text, language in names),
        original_name,
        UUID(media_id) if media_id is not None else None,
        *values,
    )


def pack_values(entry: Entry) -> bytes:
    """Return what an entry holds besides its card, as it is stored."""
    facets = entry.facets
    return orjson.dumps(
        (
            entry.rank,
            entry.ids,
            facets.genres,
            facets.countries,
            facets.language,
            facets.providers,
            facets.certifications,
            entry.people,
            entry.collection,
            entry.keywords,
        )
    )


def unpack_entry(card: bytes, values: bytes) -> Entry:
    """Return an entry by its two stored fields."""
    shown = unpack_card(card)
    rank, ids, genres, countries, language, providers, certifications, people, collection, keywords = _loads(values)
    return Entry(
        shown,
        rank,
        tuple(ids),
        FacetValues(
            genres=tuple(genres),
            year=shown.year,
            countries=tuple(countries),
            language=language,
            providers={region: tuple(numbers) for region, numbers in providers.items()},
            certifications=certifications,
            score=shown.score,
        ),
        tuple(people),
        collection,
        tuple(keywords),
    )


def _loads(stored: bytes) -> Any:
    return orjson.loads(stored)
