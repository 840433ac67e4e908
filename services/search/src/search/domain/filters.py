"""Filters and facets: what a search is narrowed to, and what is counted."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from search.domain.entry import Kind

FacetName = Literal["type", "genre", "year", "decade", "country", "language", "provider", "certification", "score"]
FACET_NAMES: Final[tuple[FacetName, ...]] = get_args(FacetName)


@dataclass(frozen=True, slots=True)
class Filters:
    """Values of one filter are alternatives; different filters must all match. An empty filter matches everything."""

    kinds: frozenset[Kind] = frozenset()
    genres: frozenset[int] = frozenset()
    year_from: int | None = None
    year_to: int | None = None
    """Inclusive, as `year_from`."""
    decades: frozenset[int] = frozenset()
    """First years: 1990 is 1990 to 1999."""
    countries: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    providers: frozenset[int] = frozenset()
    """Services that offer the title in `region`."""
    certifications: frozenset[str] = frozenset()
    """Age ratings of `region`."""
    region: str | None = None
    """Needed for `providers` and `certifications`, in filters and in facets."""
    score_from: float | None = None
    """Open score, 0 to 100, inclusive, as `score_to`. An entry without a score matches no bound."""
    score_to: float | None = None
    people: frozenset[int] = frozenset()
    collections: frozenset[int] = frozenset()
    keywords: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many matching entries have a value. A score's value is the lower bound of ten points: `80` is 80 to 90."""

    value: str
    count: int
