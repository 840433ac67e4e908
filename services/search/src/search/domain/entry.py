"""What can be found: titles, people, collections and keywords, as entries of the index."""

from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

Kind = Literal["movie", "show", "person", "collection", "keyword"]


@dataclass(frozen=True, slots=True)
class Name:
    """A name of an entry; `language` is an ISO 639-1 code, or null for the name that is shown by default."""

    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """What is shown of an entry; null where it is unknown or does not apply to the kind."""

    id: str
    """Unique among all entries: `movie:<uuid>`, `show:<uuid>`, `person:<number>`, `collection:<number>` (both TMDB's
    numbers), `keyword:<name>`."""
    kind: Kind
    names: tuple[Name, ...]
    """The first is shown by default."""
    original_name: str | None = None
    media_id: UUID | None = None
    tmdb_id: int | None = None
    slug: str | None = None
    year: int | None = None
    poster_path: str | None = None
    """Poster of a title or collection, portrait of a person."""
    score: float | None = None
    """Open score, 0 to 100."""
    rating: float | None = None
    """Rating at TMDB, 0 to 10."""
    votes: int | None = None


@dataclass(frozen=True, slots=True)
class FacetValues:
    """What an entry is filtered and counted by."""

    genres: tuple[int, ...] = ()
    """TMDB's numbers."""
    year: int | None = None
    countries: tuple[str, ...] = ()
    """ISO 3166-1 alpha-2."""
    language: str | None = None
    """Original language, ISO 639-1."""
    providers: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """Numbers of the services that offer the title, by region (ISO 3166-1 alpha-2)."""
    certifications: dict[str, str] = field(default_factory=dict)
    """Age rating by region."""
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the index."""

    card: Card
    rank: int
    """Place among entries that match equally well, 0 to 2^24 - 1; higher is better."""
    ids: tuple[str, ...] = ()
    """Ids in other systems: `imdb:tt0133093`, `tmdb:movie:603`, `tvdb:81189`, `trakt:1388`, `trakt:breaking-bad`."""
    facets: FacetValues = FacetValues()
    people: tuple[int, ...] = ()
    """TMDB's numbers of the people of a title."""
    collection: int | None = None
    keywords: tuple[str, ...] = ()
