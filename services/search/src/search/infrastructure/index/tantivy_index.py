"""The port of the index on tantivy.

Reads of about a millisecond run in the event loop. Longer ones run in a thread, which tantivy leaves to Python while it
searches.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar

from tantivy import Occur, Query, Searcher

from search.application.ports import Hit
from search.domain.entry import Card, Entry
from search.domain.filters import FacetCount, FacetName, Filters
from search.domain.matching import AllOf, AnyOf, Anything, Condition, Position, Similar
from search.infrastructure.index.facets import count_values
from search.infrastructure.index.queries import all_of, any_of, between, filter_queries, query_of, term
from search.infrastructure.index.served import ServedIndex, Snapshot
from search.infrastructure.index.similar import similar_titles
from search.infrastructure.index.stored import unpack_card, unpack_entry

R = TypeVar("R")
SLOW_EDITS: Final = 2


class TantivyIndex:
    """`SearchIndex` in this process."""

    def __init__(self, served: ServedIndex) -> None:
        self._served = served

    async def find(
        self, tiers: Sequence[Condition], filters: Filters, *, after: Position | None = None, limit: int
    ) -> Sequence[Hit]:
        """Return the hits behind `after`: one search per tier, without the hits of the tiers before it."""
        snapshot = self._snapshot
        return await _run(lambda: _find(snapshot, tiers, filters, after, limit), slow=_are_slow(tiers, filters))

    async def count(self, tiers: Sequence[Condition], filters: Filters) -> int:
        """Return how many entries match at least one tier."""
        searcher = self._snapshot.searcher
        return await _run(lambda: _count(searcher, tiers, filters), slow=_are_slow(tiers, filters))

    async def facets(
        self, tiers: Sequence[Condition], filters: Filters, names: Sequence[FacetName]
    ) -> Mapping[FacetName, Sequence[FacetCount]]:
        """Return the counts of each facet, always by a thread."""
        searcher = self._snapshot.searcher
        matching = any_of([query_of(tier) for tier in tiers])
        return await asyncio.to_thread(count_values, searcher, matching, filters, names)

    async def get(self, id_: str) -> Entry | None:
        """Return an entry; null for one that a search does not find."""
        return _get(self._snapshot.searcher, id_)

    async def similar(self, id_: str, filters: Filters, *, limit: int) -> Sequence[Card]:
        """Return titles like a title; none for an entry of another kind."""
        searcher = self._snapshot.searcher
        entry = _get(searcher, id_)
        if entry is None or entry.card.media_id is None or limit < 1:
            return ()
        matches = await asyncio.to_thread(similar_titles, searcher, entry, filters, limit=limit)
        return [unpack_card(searcher.doc(address)["card"][0]) for address in matches]

    def state(self) -> str:
        """Return the generation and the commit that reads use."""
        return self._snapshot.state

    @property
    def _snapshot(self) -> Snapshot:
        return self._served.snapshot


def _find(
    snapshot: Snapshot, tiers: Sequence[Condition], filters: Filters, after: Position | None, limit: int
) -> list[Hit]:
    """Return hits tier by tier.

    A tier is searched when the ones before it are exhausted, so the hits of those are known, and are dropped from its
    own. Only the tiers of former pages are excluded by their queries, which would be searched once more per tier.
    """
    first = after.tier if after is not None else 0
    kept = filter_queries(filters)
    former = [query_of(tier) for tier in tiers[: first + 1]] if after is not None else []
    hits: dict[int, Hit] = {}
    for tier in range(max(first, 0), len(tiers)):
        if len(hits) >= limit:
            break
        required = [former[tier] if tier < len(former) else query_of(tiers[tier]), *kept]
        if after is not None and tier == first:
            if after.key < 1:
                continue
            required.append(between("order", highest=after.key - 1))
        matches = snapshot.searcher.search(
            all_of(required, without=former[:tier]), limit, count=False, order_by_field="order"
        ).hits
        for key, address in matches:
            if key not in hits and len(hits) < limit:
                hits[key] = Hit(snapshot.card(key, address), Position(tier, int(key)))
    return list(hits.values())


def _count(searcher: Searcher, tiers: Sequence[Condition], filters: Filters) -> int:
    query = all_of([any_of([query_of(tier) for tier in tiers]), *filter_queries(filters)])
    # A search that scores nothing: all matches have the same constant score.
    result = searcher.search(Query.boolean_query([(Occur.Must, Query.const_score_query(query, 1.0))]), 1)
    return int(result.count)  # type: ignore[attr-defined]  # missing in tantivy's stubs


def _get(searcher: Searcher, id_: str) -> Entry | None:
    hits = searcher.search(term("key", id_), 1, count=False).hits
    if not hits:
        return None
    document = searcher.doc(hits[0][1])
    card = document.get_first("card")
    return unpack_entry(card, document["values"][0]) if card is not None else None


def _are_slow(tiers: Sequence[Condition], filters: Filters) -> bool:
    """Return whether a search takes milliseconds; the titles of a person or of a collection are few."""
    return not filters.people and not filters.collections and any(map(_is_slow, tiers))


def _is_slow(condition: Condition) -> bool:
    """Return whether a condition takes milliseconds."""
    match condition:
        case Similar(edits=edits):
            return edits >= SLOW_EDITS
        case AllOf(conditions) | AnyOf(conditions):
            return any(map(_is_slow, conditions))
        case Anything():
            return True
        case _:
            return False


async def _run(read: Callable[[], R], *, slow: bool) -> R:
    return await asyncio.to_thread(read) if slow else read()
