"""The index in memory for tests of what is above the port: conditions are evaluated for every entry."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import assert_never

from search.application.ports import Hit
from search.domain.entry import Card, Entry
from search.domain.filters import FacetCount, FacetName, Filters
from search.domain.matching import (
    AllOf,
    AnyOf,
    Anything,
    Condition,
    Field,
    OfKind,
    Position,
    Released,
    Similar,
    Term,
)
from search.domain.text.distance import differs_by_at_most
from search.domain.text.terms import terms_of


class MemoryIndex:
    """Entries in memory; it counts searches."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.entries = {entry.card.id: entry for entry in entries}
        self.commits = 0
        self.finds = 0

    def add(self, entry: Entry) -> None:
        """Add or replace an entry."""
        self.entries[entry.card.id] = entry
        self.commits += 1

    async def find(
        self, tiers: Sequence[Condition], filters: Filters, *, after: Position | None = None, limit: int
    ) -> Sequence[Hit]:
        """Return the hits behind `after`: tier by tier, the best rank first."""
        self.finds += 1
        hits = [
            Hit(entry.card, Position(tier, entry.rank))
            for entry in self.entries.values()
            if (tier := _tier(entry, tiers)) is not None and _passes(entry, filters)
        ]
        hits.sort(key=lambda hit: (hit.position.tier, -hit.position.key))
        if after is not None:
            hits = [hit for hit in hits if (hit.position.tier, -hit.position.key) > (after.tier, -after.key)]
        return hits[:limit]

    async def count(self, tiers: Sequence[Condition], filters: Filters) -> int:
        """Return how many entries match at least one tier."""
        return sum(_tier(entry, tiers) is not None and _passes(entry, filters) for entry in self.entries.values())

    async def facets(
        self, tiers: Sequence[Condition], filters: Filters, names: Sequence[FacetName]
    ) -> Mapping[FacetName, Sequence[FacetCount]]:
        """Return the counts of types and genres; the other facets are empty."""
        matching = [e for e in self.entries.values() if _tier(e, tiers) is not None and _passes(e, filters)]
        counted: dict[FacetName, Counter[str]] = {
            "type": Counter(entry.card.kind for entry in matching),
            "genre": Counter(str(genre) for entry in matching for genre in entry.facets.genres),
        }
        return {
            name: [FacetCount(value, count) for value, count in counted.get(name, Counter[str]()).most_common()]
            for name in names
        }

    async def get(self, id_: str) -> Entry | None:
        """Return an entry."""
        return self.entries.get(id_)

    async def similar(self, id_: str, filters: Filters, *, limit: int) -> Sequence[Card]:
        """Return the titles with a common genre."""
        genres = set(self.entries[id_].facets.genres)
        return [
            entry.card
            for entry in self.entries.values()
            if entry.card.id != id_ and genres & set(entry.facets.genres) and _passes(entry, filters)
        ][:limit]

    async def frequency(self, field: Field, term: str) -> int:
        """Return how many entries contain a term."""
        return sum(_matches(entry, Term(field, term)) for entry in self.entries.values())

    def state(self) -> str:
        """Return the number of changes."""
        return str(self.commits)


def _tier(entry: Entry, tiers: Sequence[Condition]) -> int | None:
    return next((number for number, condition in enumerate(tiers) if _matches(entry, condition)), None)


def _terms(entry: Entry, field: Field) -> frozenset[str]:
    return frozenset(entry.ids) if field == "id" else frozenset(terms_of(entry.card.names).get(field, ()))


def _matches(entry: Entry, condition: Condition) -> bool:
    match condition:
        case Term(field, text):
            return text in _terms(entry, field)
        case Similar(field, text, most):
            return any(differs_by_at_most(term, text, most) for term in _terms(entry, field))
        case Released(year):
            return entry.card.year == year
        case OfKind(kind):
            return entry.card.kind == kind
        case AllOf(conditions):
            return all(_matches(entry, one) for one in conditions)
        case AnyOf(conditions):
            return any(_matches(entry, one) for one in conditions)
        case Anything():
            return True
    assert_never(condition)


def _passes(entry: Entry, filters: Filters) -> bool:
    facets, year = entry.facets, entry.facets.year
    region = filters.region or ""
    return (
        (not filters.kinds or entry.card.kind in filters.kinds)
        and (not filters.genres or not filters.genres.isdisjoint(facets.genres))
        and (filters.year_from is None or (year is not None and year >= filters.year_from))
        and (filters.year_to is None or (year is not None and year <= filters.year_to))
        and (not filters.decades or (year is not None and year // 10 * 10 in filters.decades))
        and (not filters.countries or not filters.countries.isdisjoint(facets.countries))
        and (not filters.languages or facets.language in filters.languages)
        and (not filters.providers or not filters.providers.isdisjoint(facets.providers.get(region, ())))
        and (not filters.certifications or facets.certifications.get(region) in filters.certifications)
        and (filters.score_from is None or (facets.score is not None and facets.score >= filters.score_from))
        and (filters.score_to is None or (facets.score is not None and facets.score <= filters.score_to))
        and (not filters.people or not filters.people.isdisjoint(entry.people))
        and (not filters.collections or entry.collection in filters.collections)
        and (not filters.keywords or not filters.keywords.isdisjoint(entry.keywords))
    )
