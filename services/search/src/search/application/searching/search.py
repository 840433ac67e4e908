"""Search of titles, people, collections and keywords."""

from collections.abc import Sequence
from typing import Final

from search.application.ports import Hit, SearchIndex
from search.application.searching.related import related_of
from search.application.searching.requests import Continuation, SearchPage, SearchRequest
from search.domain.matching import Condition
from search.domain.query.parsing import parse
from search.domain.query.planning import plan_of

FEW: Final = 10
"""Tiers for typing errors are searched when fewer entries match without them."""


class Search:
    """Searches the index."""

    def __init__(self, index: SearchIndex) -> None:
        self._index = index

    def state(self) -> str:
        """Return a text that changes with every change of the index."""
        return self._index.state()

    async def __call__(self, request: SearchRequest) -> SearchPage:
        """Return one page of a search, the best match first.

        Whether typing errors are tolerated is decided for the first page; its cursor says so for the others.
        """
        query = parse(request.text)
        plan = plan_of(query, request.languages)
        strict, most = plan.strict, request.limit + 1
        tolerant = False
        if request.after is None:
            hits = await self._find(strict, request, max(most, FEW))
            tolerant = len(hits) < FEW and bool(plan.tolerant)
            if tolerant:
                hits = await self._find((*strict, *plan.tolerant), request, most)
        else:
            tolerant = request.after.tolerant
            hits = await self._find((*strict, *plan.tolerant) if tolerant else strict, request, most)
        tiers = (*strict, *plan.tolerant) if tolerant else strict
        has_more, shown = len(hits) > request.limit, hits[: request.limit]
        is_whole = request.after is None and not has_more
        return SearchPage(
            query=query,
            hits=shown,
            total=len(shown) if is_whole else await self._index.count(tiers, request.filters),
            next=Continuation(shown[-1].position, tolerant) if has_more else None,
            facets=await self._index.facets(tiers, request.filters, request.facets) if request.facets else {},
            related=await related_of(self._index, [hit.card for hit in shown]),
        )

    async def hits(self, request: SearchRequest) -> tuple[str, Sequence[Hit]]:
        """Return the query as it was understood and its best hits: neither counted nor with anything related."""
        query = parse(request.text)
        plan = plan_of(query, request.languages)
        hits = await self._find(plan.strict, request, max(request.limit, FEW))
        if len(hits) < FEW and plan.tolerant:
            hits = await self._find((*plan.strict, *plan.tolerant), request, request.limit)
        return query.text, hits[: request.limit]

    async def _find(self, tiers: Sequence[Condition], request: SearchRequest, most: int) -> Sequence[Hit]:
        if not tiers:
            return ()
        after = request.after.position if request.after else None
        return await self._index.find(tiers, request.filters, after=after, limit=most)
