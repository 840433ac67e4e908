"""An imported title to the facts by which it is found. Values that no index or filter can hold are left out."""

import re
from typing import Final

from catalog.application.discovery.commands import Credit, DiscoveryFacts, ListedOffer, OfferKind
from catalog.presentation.schemas.availability import OFFER_KINDS
from contracts.ingestion import Credits, MediaImportedV1, Offers, Provider

MOST_KEYWORD_CHARACTERS: Final = 100
_LARGEST_ID: Final = 2_147_483_647
_REGION: Final = re.compile(r"[A-Z]{2}")


def discovery_facts(event: MediaImportedV1) -> DiscoveryFacts:
    """Return the discovery facts of an import."""
    keywords = (" ".join(keyword.lower().split())[:MOST_KEYWORD_CHARACTERS] for keyword in event.keywords)
    return DiscoveryFacts(
        offers=frozenset(
            [
                ListedOffer(region, provider.provider_id, kind)
                for region, offers in event.availability.items()
                if _REGION.fullmatch(region)
                for kind, provider in services(offers)
                if _is_number(provider.provider_id)
            ]
        ),
        credits=_credits(event.credits),
        keywords=frozenset(keyword for keyword in keywords if keyword),
        original_language=original_language(event),
        collection_id=_collection(event),
        origin_countries=origin_countries(event),
    )


def original_language(event: MediaImportedV1) -> str | None:
    """Return the original language in lower case."""
    return event.original_language.lower() if event.original_language else None


def origin_countries(event: MediaImportedV1) -> tuple[str, ...]:
    """Return the countries of origin in upper case, each once and in order."""
    return tuple(sorted({country.upper() for country in event.origin_countries}))


def services(offers: Offers) -> list[tuple[OfferKind, Provider]]:
    """Return each service with the kind of its offer."""
    return [(kind, provider) for kind in OFFER_KINDS for provider in getattr(offers, kind)]


def _collection(event: MediaImportedV1) -> int | None:
    collection = event.collection
    return collection.tmdb_id if collection is not None and _is_number(collection.tmdb_id) else None


def _credits(names: Credits) -> tuple[Credit, ...]:
    cast = [
        Credit(member.tmdb_id, "cast", None, None, member.character)
        for member in names.cast
        if _is_number(member.tmdb_id)
    ]
    crew = [
        Credit(member.tmdb_id, "crew", member.job, member.department)
        for member in names.crew
        if _is_number(member.tmdb_id)
    ]
    return (*cast, *crew)


def _is_number(provider_number: int) -> bool:
    return 0 < provider_number <= _LARGEST_ID
