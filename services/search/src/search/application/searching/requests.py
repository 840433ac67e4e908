"""What clients search for, and what is found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from search.application.ports import Hit
from search.domain.entry import Card
from search.domain.filters import FacetCount, FacetName, Filters
from search.domain.matching import Position
from search.domain.query.parsing import Query


@dataclass(frozen=True, slots=True)
class Continuation:
    """Where the next page begins, and which tiers for typing errors the search includes: see `Plan.tiers`."""

    position: Position
    tolerance: int


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search; an empty text matches everything."""

    text: str
    languages: tuple[str, ...] = ()
    """Of the user, the preferred first."""
    filters: Filters = field(default_factory=Filters)
    limit: int = 20
    after: Continuation | None = None
    facets: tuple[FacetName, ...] = ()


@dataclass(frozen=True, slots=True)
class Related:
    """What is shown with people and collections, by the id of their entry."""

    known_for: Mapping[str, Sequence[Card]] = field(default_factory=dict)
    """The best titles of a person."""
    titles: Mapping[str, int] = field(default_factory=dict)
    """Number of titles of a collection."""


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of a search."""

    query: Query
    hits: Sequence[Hit]
    total: int
    next: Continuation | None
    facets: Mapping[FacetName, Sequence[FacetCount]]
    related: Related
