"""Collections of movies, such as a movie with its sequels."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from catalog.application.lookup import LookupQueries
from catalog.application.read_models import LookupResult, Redirect, View
from catalog.domain.discovery.references import is_slug, number_of
from catalog.domain.errors import CollectionNotFound


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection, as the newest import of a movie of it describes it."""

    slug: str
    document: bytes
    """The JSON of its facts."""
    total: int
    media_ids: tuple[UUID, ...]
    """Its listed titles in the order of release, the first hundred."""
    version: str = ""
    """The version of its titles, which are read as of it."""


class Collections(Protocol):
    """Reads collections."""

    async def collection(self, collection_id: int) -> Collection | None:
        """Return a collection with a listed title."""
        ...


@dataclass(frozen=True, slots=True)
class CollectionTitles:
    """A collection with its titles as lists show them."""

    collection: Collection
    titles: LookupResult


class CollectionQueries:
    """Reads collections."""

    def __init__(self, collections: Collections, lookup: LookupQueries) -> None:
        self._collections = collections
        self._lookup = lookup

    async def collection(self, reference: str, view: View) -> CollectionTitles | Redirect:
        """Return a collection by slug or `tmdb:<number>`, or a redirect to its current slug.

        Raise CollectionNotFound.
        """
        number = number_of(reference)
        collection = None if number is None else await self._collections.collection(number)
        if collection is None:
            raise CollectionNotFound("no collection with a listed title has this slug or id")
        if is_slug(reference) and reference != collection.slug:
            return Redirect(collection.slug)
        return CollectionTitles(
            collection, await self._lookup.many(collection.media_ids, view, version=collection.version)
        )
