"""Facets: how often each value occurs among the entries that match."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from tantivy import Query, Searcher

from search.domain.filters import FacetCount, FacetName, Filters
from search.infrastructure.index.queries import all_of, filter_queries

_FIELDS: Final[dict[FacetName, str]] = {
    "type": "kind",
    "genre": "genre",
    "year": "year",
    "decade": "decade",
    "country": "country",
    "language": "language",
    "score": "band",
    "provider": "providers",
    "certification": "certifications",
}
_REGIONAL: Final[frozenset[FacetName]] = frozenset({"provider", "certification"})
_NO_OWN: Final[dict[FacetName, dict[str, Any]]] = {
    "type": {"kinds": frozenset()},
    "genre": {"genres": frozenset()},
    "year": {"year_from": None, "year_to": None},
    "decade": {"decades": frozenset()},
    "country": {"countries": frozenset()},
    "language": {"languages": frozenset()},
    "score": {"score_from": None, "score_to": None},
    "provider": {"providers": frozenset()},
    "certification": {"certifications": frozenset()},
}
"""By facet, the filters without that of its own values."""
MOST_VALUES: Final = 250


def count_values(
    searcher: Searcher, matching: Query, filters: Filters, names: Sequence[FacetName]
) -> dict[FacetName, Sequence[FacetCount]]:
    """Return the counts of each facet; one that needs a region is empty without one."""
    groups: dict[Filters, list[FacetName]] = {}
    counts: dict[FacetName, Sequence[FacetCount]] = {}
    for name in names:
        counts[name] = ()
        if name not in _REGIONAL or filters.region is not None:
            groups.setdefault(replace(filters, **_NO_OWN[name]), []).append(name)
    for others, group in groups.items():
        query = all_of([matching, *filter_queries(others)])
        requests = {name: _request(name, filters.region) for name in group}
        matches: Mapping[str, Any] = searcher.aggregate(query, requests)
        counts |= {name: _counts(matches[name]["buckets"]) for name in group}
    return counts


def _request(name: FacetName, region: str | None) -> dict[str, Any]:
    field = _FIELDS[name]
    return {"terms": {"field": f"{field}.{region}" if name in _REGIONAL else field, "size": MOST_VALUES}}


def _counts(buckets: Sequence[Mapping[str, Any]]) -> Sequence[FacetCount]:
    counts = [FacetCount(_text(bucket["key"]), bucket["doc_count"]) for bucket in buckets]
    return sorted(counts, key=lambda count: (-count.count, count.value))


def _text(key: str | float) -> str:
    return key if isinstance(key, str) else str(int(key))
