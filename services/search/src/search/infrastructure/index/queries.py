"""Conditions and filters as queries of tantivy, built one to one: no text is ever parsed as a query."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from tantivy import FieldType, Occur, Query

from search.domain.filters import Filters
from search.domain.matching import AllOf, AnyOf, Anything, Condition, OfKind, Released, Similar, Term
from search.infrastructure.index.documents import VISIBLE, hundredths
from search.infrastructure.index.schema import SCHEMA

NOTHING: Final = Query.empty_query()


def query_of(condition: Condition) -> Query:
    """Return the query of a condition."""
    match condition:
        case Term(field, text):
            return term(field, text)
        case Similar(field, text, edits):
            return Query.fuzzy_term_query(SCHEMA, field, text, distance=edits, transposition_cost_one=True)
        case Released(year):
            return term("year", year) if year >= 0 else NOTHING
        case OfKind(kind):
            return term("kind", kind)
        case AllOf(conditions):
            return all_of([query_of(part) for part in conditions] or [visible()])
        case AnyOf(conditions):
            return any_of([query_of(part) for part in conditions])
        case Anything():
            return visible()


def term(field: str, value: Any) -> Query:
    """Return the query of a value of a field, or of a path in a JSON field."""
    return Query.term_query(SCHEMA, field, value, index_option="basic")


def visible() -> Query:
    """Return the query of all entries."""
    return term("visible", VISIBLE)


def values(field: str, alternatives: Iterable[Any]) -> Query:
    """Return the query of several values of a field."""
    return any_of([term(field, value) for value in alternatives])


def all_of(queries: Sequence[Query], *, without: Sequence[Query] = ()) -> Query:
    """Return the query that all of `queries` match and none of `without`."""
    if len(queries) == 1 and not without:
        return queries[0]
    return Query.boolean_query(
        [*((Occur.Must, query) for query in queries), *((Occur.MustNot, query) for query in without)]
    )


def any_of(queries: Sequence[Query]) -> Query:
    """Return the query that at least one of `queries` matches."""
    if not queries:
        return NOTHING
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])


def between(field: str, lowest: int | None = None, highest: int | None = None) -> Query:
    """Return the query of an inclusive range of numbers that are not negative."""
    if highest is not None and highest < 0:
        return NOTHING
    return Query.range_query(
        SCHEMA,
        field,
        FieldType.Unsigned,
        lower_bound=max(0, lowest) if lowest is not None else None,
        upper_bound=highest,
    )


def filter_queries(filters: Filters) -> list[Query]:
    """Return one query per filter that is set."""
    queries = [
        values(field, sorted(alternatives))
        for field, alternatives in (
            ("kind", filters.kinds),
            ("genre", filters.genres),
            ("decade", filters.decades),
            ("country", filters.countries),
            ("language", filters.languages),
            ("person", filters.people),
            ("collection", filters.collections),
            ("keyword", filters.keywords),
        )
        if alternatives
    ]
    if filters.year_from is not None or filters.year_to is not None:
        queries.append(between("year", filters.year_from, filters.year_to))
    if filters.score_from is not None or filters.score_to is not None:
        queries.append(between("score", _bound(filters.score_from), _bound(filters.score_to)))
    if filters.providers:
        queries.append(_regional("providers", filters.region, sorted(filters.providers)))
    if filters.certifications:
        queries.append(_regional("certifications", filters.region, sorted(filters.certifications)))
    return queries


def _regional(field: str, region: str | None, alternatives: Sequence[Any]) -> Query:
    return values(f"{field}.{region}", alternatives) if region is not None else NOTHING


def _bound(score: float | None) -> int | None:
    return hundredths(score) if score is not None else None
