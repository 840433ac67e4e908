"""Search of titles, people, collections and keywords."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from search.application.ports import Hit, SearchIndex
from search.application.searching.related import RelatedTitles
from search.application.searching.requests import Continuation, SearchPage, SearchRequest
from search.domain.filters import Filters
from search.domain.matching import Condition, Plan, Position
from search.domain.query.parsing import MOST_READ, Query, parse
from search.domain.query.planning import plan_of

FEW: Final = 10
"""Likely typing errors are searched when fewer entries match without them, and not even one by its whole name."""
MOST_TOLERANCE: Final = 2
LONGEST: Final = MOST_READ + 1
"""Characters of a text that are kept with its plan: `parse` looks at one less."""
PLANS: Final = 2048
"""Plans of texts that are kept, since many users type the same; a plan takes some kilobytes."""


class Search:
    """Searches the index."""

    def __init__(self, index: SearchIndex) -> None:
        self._index = index
        self._related = RelatedTitles(index)

    def state(self) -> str:
        """Return a text that changes with every change of the index."""
        return self._index.state()

    async def __call__(self, request: SearchRequest) -> SearchPage:
        """Return one page of a search, the best match first.

        Which typing errors are tolerated is decided for the first page; its cursor says so for the others.
        """
        query, plan = _understood(request.text[:LONGEST], request.languages)
        if request.after is None:
            hits, tolerance = await self._first(plan, request.filters, request.limit + 1)
        else:
            tolerance = request.after.tolerance
            hits = await self._find(plan.tiers(tolerance), request.filters, request.after.position, request.limit + 1)
        tiers = plan.tiers(tolerance)
        has_more, shown = len(hits) > request.limit, hits[: request.limit]
        is_whole = request.after is None and not has_more
        return SearchPage(
            query=query,
            hits=shown,
            total=len(shown) if is_whole else await self._index.count(tiers, request.filters),
            next=Continuation(shown[-1].position, tolerance) if has_more else None,
            facets=await self._index.facets(tiers, request.filters, request.facets) if request.facets else {},
            related=await self._related.of([hit.card for hit in shown]),
        )

    async def hits(self, request: SearchRequest) -> tuple[str, Sequence[Hit]]:
        """Return the query as it was understood and its best hits: neither counted nor with anything related."""
        query, plan = _understood(request.text[:LONGEST], request.languages)
        hits, _ = await self._first(plan, request.filters, request.limit)
        return query.text, hits[: request.limit]

    async def _first(self, plan: Plan, filters: Filters, most: int) -> tuple[Sequence[Hit], int]:
        """Return the first hits, `most` if there are as many, and the tolerance that they needed."""
        hits = list(await self._find(plan.strict, filters, None, max(most, FEW)))
        if hits and hits[0].position.tier < plan.whole_names:
            return hits, 0
        tolerance = 0
        while tolerance < MOST_TOLERANCE and len(hits) < (FEW if tolerance == 0 else 1):
            before = len(plan.tiers(tolerance))
            tolerance += 1
            hits += await self._more(plan.tiers(tolerance), before, filters, hits, most)
        return hits, tolerance

    async def _more(
        self, tiers: Sequence[Condition], before: int, filters: Filters, hits: Sequence[Hit], most: int
    ) -> Sequence[Hit]:
        """Return the hits of the tiers from `before` on, which are not among `hits` of the others."""
        if hits:
            return await self._find(tiers, filters, Position(before - 1, 0), most - len(hits))
        others = await self._find(tiers[before:], filters, None, most)
        return [Hit(hit.card, Position(hit.position.tier + before, hit.position.key)) for hit in others]

    async def _find(
        self, tiers: Sequence[Condition], filters: Filters, after: Position | None, most: int
    ) -> Sequence[Hit]:
        return await self._index.find(tiers, filters, after=after, limit=most) if tiers and most > 0 else ()


@lru_cache(PLANS)
def _understood(text: str, languages: tuple[str, ...]) -> tuple[Query, Plan]:
    query = parse(text)
    return query, plan_of(query, languages)
