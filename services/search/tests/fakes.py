"""The index in memory, with the contract of the real one."""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

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
from search.domain.order import order_key
from search.domain.text.terms import terms_of
from search.domain.titles.entries import searched_names

TITLES = ("movie", "show")
VALUES: dict[FacetName, Callable[[Entry, str | None], Iterable[object]]] = {
    "type": lambda entry, _: [entry.card.kind],
    "genre": lambda entry, _: entry.facets.genres,
    "year": lambda entry, _: known(entry.facets.year),
    "decade": lambda entry, _: [year // 10 * 10 for year in known(entry.facets.year)],
    "country": lambda entry, _: entry.facets.countries,
    "language": lambda entry, _: known(entry.facets.language),
    "provider": lambda entry, region: entry.facets.providers.get(region or "", ()),
    "certification": lambda entry, region: known(entry.facets.certifications.get(region or "")),
    "score": lambda entry, _: [min(90, int(score) // 10 * 10) for score in known(entry.facets.score)],
}
OWN: dict[FacetName, dict[str, Any]] = {
    "type": {"kinds": frozenset()},
    "genre": {"genres": frozenset()},
    "year": {"year_from": None, "year_to": None},
    "decade": {"decades": frozenset()},
    "country": {"countries": frozenset()},
    "language": {"languages": frozenset()},
    "provider": {"providers": frozenset()},
    "certification": {"certifications": frozenset()},
    "score": {"score_from": None, "score_to": None},
}


def known(value: Any) -> list[Any]:
    return [] if value is None else [value]


@dataclass(frozen=True, slots=True)
class Indexed:
    """An entry with its terms."""

    entry: Entry
    terms: Mapping[Field, Set[str]]
    key: int


class InMemoryIndex:
    """`SearchIndex` over a dictionary."""

    def __init__(self, *entries: Entry) -> None:
        self._entries: dict[str, Indexed] = {}
        self._changes = 0
        self.put(*entries)

    def put(self, *entries: Entry) -> None:
        """Add entries, or replace those with the same id."""
        for entry in entries:
            terms = {**terms_of(searched_names(entry.card)), "id": frozenset(entry.ids)}
            self._entries[entry.card.id] = Indexed(entry, terms, order_key(entry.rank, entry.card.id))
        self._changes += 1

    def remove(self, id_: str) -> None:
        """Remove an entry, if it exists."""
        self._entries.pop(id_, None)
        self._changes += 1

    async def find(
        self, tiers: Sequence[Condition], filters: Filters, *, after: Position | None = None, limit: int
    ) -> Sequence[Hit]:
        hits = [
            Hit(indexed.entry.card, Position(tier, indexed.key)) for tier, indexed in self._matching(tiers, filters)
        ]
        hits.sort(key=lambda hit: (hit.position.tier, -hit.position.key))
        if after is not None:
            hits = [hit for hit in hits if (hit.position.tier, -hit.position.key) > (after.tier, -after.key)]
        return hits[:limit]

    async def count(self, tiers: Sequence[Condition], filters: Filters) -> int:
        return len(list(self._matching(tiers, filters)))

    async def facets(
        self, tiers: Sequence[Condition], filters: Filters, names: Sequence[FacetName]
    ) -> Mapping[FacetName, Sequence[FacetCount]]:
        counts: dict[FacetName, Sequence[FacetCount]] = {}
        for name in names:
            numbers: dict[str, int] = {}
            for _, indexed in self._matching(tiers, replace(filters, **OWN[name])):
                for value in {str(value) for value in VALUES[name](indexed.entry, filters.region)}:
                    numbers[value] = numbers.get(value, 0) + 1
            ordered = sorted(numbers.items(), key=lambda item: (-item[1], item[0]))
            counts[name] = [FacetCount(value, number) for value, number in ordered]
        return counts

    async def get(self, id_: str) -> Entry | None:
        indexed = self._entries.get(id_)
        return indexed.entry if indexed is not None else None

    async def similar(self, id_: str, filters: Filters, *, limit: int) -> Sequence[Card]:
        origin = await self.get(id_)
        if origin is None or origin.card.kind not in TITLES:
            return ()
        others = [
            (strong, all_genres, points, indexed)
            for indexed in self._entries.values()
            if indexed.entry.card.kind in TITLES and indexed.entry.card.id != id_ and keeps(filters, indexed.entry)
            for strong, all_genres, points in [likeness(origin, indexed.entry)]
            if strong or all_genres
        ]
        others.sort(key=lambda other: (-other[0], -other[2] if other[0] else 0, -other[3].key))
        return [indexed.entry.card for *_, indexed in others[:limit]]

    def state(self) -> str:
        return str(self._changes)

    def _matching(self, tiers: Sequence[Condition], filters: Filters) -> Iterable[tuple[int, Indexed]]:
        for indexed in self._entries.values():
            if keeps(filters, indexed.entry):
                tier = next((tier for tier, condition in enumerate(tiers) if matches(condition, indexed)), None)
                if tier is not None:
                    yield tier, indexed


def likeness(one: Entry, other: Entry) -> tuple[bool, bool, float]:
    """Return whether two titles share people, keywords or the collection, and all genres, and the points of all."""
    same_collection = one.collection is not None and one.collection == other.collection
    people = len(set(one.people) & set(other.people))
    keywords = len(set(one.keywords) & set(other.keywords))
    genres = set(one.facets.genres) & set(other.facets.genres)
    all_genres = bool(one.facets.genres) and genres == set(one.facets.genres) and one.card.kind == other.card.kind
    return (
        same_collection or people > 0 or keywords > 0,
        all_genres,
        6 * same_collection + people + 2 * keywords + len(genres) / 2,
    )


def matches(condition: Condition, indexed: Indexed) -> bool:
    """Return whether an entry matches a condition."""
    match condition:
        case Term(field, text):
            return text in indexed.terms.get(field, ())
        case Similar(field, text, edits):
            return any(distance(text, term) <= edits for term in indexed.terms.get(field, ()))
        case Released(year):
            return indexed.entry.facets.year == year
        case OfKind(kind):
            return indexed.entry.card.kind == kind
        case AllOf(conditions):
            return all(matches(part, indexed) for part in conditions)
        case AnyOf(conditions):
            return any(matches(part, indexed) for part in conditions)
        case Anything():
            return True


def distance(one: str, other: str) -> int:
    """Return the edits between two terms; two swapped neighbours are one edit."""
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, opposite in enumerate(other, 1):
            cost = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (letter != opposite))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == opposite:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]


def keeps(filters: Filters, entry: Entry) -> bool:
    """Return whether an entry passes the filters."""
    facets, region = entry.facets, filters.region or ""
    year, score = facets.year, facets.score
    return all(
        (
            not filters.kinds or entry.card.kind in filters.kinds,
            not filters.genres or bool(filters.genres & set(facets.genres)),
            filters.year_from is None or (year is not None and year >= filters.year_from),
            filters.year_to is None or (year is not None and year <= filters.year_to),
            not filters.decades or (year is not None and year // 10 * 10 in filters.decades),
            not filters.countries or bool(filters.countries & set(facets.countries)),
            not filters.languages or facets.language in filters.languages,
            not filters.providers or bool(filters.providers & set(facets.providers.get(region, ()))),
            not filters.certifications or facets.certifications.get(region) in filters.certifications,
            filters.score_from is None or (score is not None and score >= filters.score_from),
            filters.score_to is None or (score is not None and score <= filters.score_to),
            not filters.people or bool(filters.people & set(entry.people)),
            not filters.collections or entry.collection in filters.collections,
            not filters.keywords or bool(filters.keywords & set(entry.keywords)),
        )
    )
