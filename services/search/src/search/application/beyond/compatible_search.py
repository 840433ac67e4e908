"""The search of the Ratingo API: titles of the catalog, and titles of the provider beside them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from search.application.beyond.search_providers import LEAST_CHARACTERS, BeyondTitle, SearchProviders
from search.application.ports import Hit
from search.application.searching.related import TITLES
from search.application.searching.requests import SearchRequest
from search.application.searching.search import Search
from search.domain.errors import ProviderSearchLimited
from search.domain.filters import Filters
from search.domain.query.parsing import parse

MOST: Final = 10
"""Titles of each of the two lists."""


@dataclass(frozen=True, slots=True)
class CompatibleResult:
    """The titles of the catalog, and those of the provider that are not imported."""

    text: str
    local: Sequence[Hit] = ()
    beyond: Sequence[BeyondTitle] = ()


@dataclass(frozen=True, slots=True)
class CompatibleSearch:
    """Searches the index, and the provider at the same time for a signed-in user."""

    search: Search
    providers: SearchProviders
    seconds: float
    """How long the provider is waited for."""

    async def __call__(self, text: str, languages: tuple[str, ...], authorization: str | None) -> CompatibleResult:
        """Return both lists; the provider's is empty without a user, and when it is unavailable or limited."""
        query = parse(text)
        if len(query.text) < LEAST_CHARACTERS:
            return CompatibleResult(query.text)
        request = SearchRequest(query.text, languages, Filters(kinds=TITLES), MOST)
        if authorization is None:
            return CompatibleResult(query.text, await self._local(request))
        local, beyond = await asyncio.gather(self._local(request), self._beyond(query.text, languages, authorization))
        return CompatibleResult(query.text, local, [title for title in beyond if not title.is_imported][:MOST])

    async def _local(self, request: SearchRequest) -> Sequence[Hit]:
        """Return the titles that have a page: a new title has none for a moment, until its slug is published."""
        _, hits = await self.search.hits(request)
        return [hit for hit in hits if hit.card.slug]

    async def _beyond(self, text: str, languages: Sequence[str], authorization: str) -> Sequence[BeyondTitle]:
        try:
            result = await self.providers(text, languages=languages, authorization=authorization, seconds=self.seconds)
        except ProviderSearchLimited:
            return ()
        return result.titles
