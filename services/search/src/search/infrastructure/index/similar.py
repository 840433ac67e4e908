"""Titles like a title."""

from collections.abc import Sequence
from typing import Any, Final

from tantivy import DocAddress, Occur, Query, Searcher

from search.domain.entry import Entry
from search.domain.filters import Filters
from search.infrastructure.index.queries import all_of, any_of, filter_queries, term, values

CANDIDATES: Final = 200
MOST_TERMS: Final = 24
"""How many people and keywords of the title are compared at most."""
_POINTS: Final = {"collection": 6.0, "leading": 3.0, "keyword": 2.0, "person": 1.0, "genre": 0.5}


def similar_titles(searcher: Searcher, entry: Entry, filters: Filters, *, limit: int) -> list[DocAddress]:
    """Return where titles are that share most with a title, the best rank first among equal ones.

    When too few share people, keywords or the collection, titles of the same kind with all of its genres follow.
    """
    others = term("key", entry.card.id)
    kept = [values("kind", ("movie", "show")), *filter_queries(filters)]
    strong = _shared(entry)
    addresses: list[DocAddress] = []
    if strong:
        genres = [_points("genre", genre) for genre in entry.facets.genres]
        query = Query.boolean_query(
            [
                (Occur.Must, any_of(strong)),
                *((Occur.Must, Query.const_score_query(query, 0.0)) for query in kept),
                *((Occur.Should, query) for query in genres),
                (Occur.MustNot, others),
            ]
        )
        addresses = _best(searcher, query, limit)
    if len(addresses) < limit and entry.facets.genres:
        alike = [term("kind", entry.card.kind), *(term("genre", genre) for genre in entry.facets.genres)]
        query = all_of([*alike, *kept], without=[others, *strong])
        hits = searcher.search(query, limit - len(addresses), count=False, order_by_field="order").hits
        addresses += [address for _, address in hits]
    return addresses


def _shared(entry: Entry) -> list[Query]:
    shared = [_points("keyword", keyword) for keyword in entry.keywords[:MOST_TERMS]]
    for person in entry.people[:MOST_TERMS]:
        shared += [_points("person", person), _points("leading", person)]
    if entry.collection is not None:
        shared.append(_points("collection", entry.collection))
    return shared


def _points(field: str, value: Any) -> Query:
    return Query.const_score_query(term(field, value), _POINTS[field])


def _best(searcher: Searcher, query: Query, limit: int) -> list[DocAddress]:
    """Return the best by points, then by rank: the engine breaks ties by where a document happens to be."""
    hits = searcher.search(query, max(limit, CANDIDATES), count=False).hits
    addresses = [address for _, address in hits]
    orders: Sequence[Any] = searcher.fast_field_values("order", addresses)
    ranked = sorted(zip(hits, orders, strict=True), key=lambda pair: (-round(pair[0][0], 3), -int(pair[1] or 0)))
    return [address for (_, address), _ in ranked[:limit]]
