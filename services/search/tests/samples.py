"""Entries and provider's titles for tests."""

from collections.abc import Sequence
from typing import Any, Literal

from contracts.identity import media_id
from search.application.beyond.ports import ProviderTitle
from search.domain.entry import Card, Entry, FacetValues, Name

HACKER = 6384


def title(
    tmdb_id: int,
    *names: Name | str,
    kind: Literal["movie", "show"] = "movie",
    year: int | None = None,
    rank: int = 0,
    genres: tuple[int, ...] = (),
    facets: dict[str, Any] | None = None,
    **more: Any,
) -> Entry:
    """Return the entry of a title."""
    id_ = media_id(kind, tmdb_id)
    named = tuple(Name(name) if isinstance(name, str) else name for name in names)
    slug = "-".join(named[0].text.lower().split())
    card = Card(
        id=f"{kind}:{id_}",
        kind=kind,
        names=named,
        original_name=named[0].text,
        media_id=id_,
        tmdb_id=tmdb_id,
        slug=slug,
        year=year,
        poster_path=f"/{tmdb_id}.jpg",
        score=71.5,
        rating=7.25,
        votes=1200,
    )
    values = FacetValues(genres=genres, year=year, **(facets or {}))
    return Entry(card, rank or tmdb_id, facets=values, **more)


ENTRIES = (
    title(603, "The Matrix", Name("Матриця", "uk"), Name("The Matrix", "en"), year=1999, rank=900, genres=(28, 878),
          people=(HACKER,), collection=2344, keywords=("dystopia",), ids=("imdb:tt0133093",),
          facets={"countries": ("US",), "language": "en", "providers": {"US": (8,)}, "certifications": {"US": "R"},
                  "score": 87.0}),
    title(604, "The Matrix Reloaded", Name("Матриця: Перезавантаження", "uk"), year=2003, rank=800, genres=(28, 878),
          people=(HACKER,), collection=2344, facets={"score": 70.0}),
    title(438631, "Dune", Name("Дюна", "uk"), year=2021, rank=850, genres=(878,)),
    title(1396, "Breaking Bad", kind="show", year=2008, rank=950, genres=(18, 80)),
    Entry(Card("person:6384", "person", (Name("Keanu Reeves"),), tmdb_id=HACKER, slug="keanu-reeves-6384"), 700),
    Entry(Card("collection:2344", "collection", (Name("The Matrix Collection"),), tmdb_id=2344), 600),
    Entry(Card("keyword:dystopia", "keyword", (Name("dystopia"),)), 10),
)  # fmt: skip


BEYOND: Sequence[ProviderTitle] = (
    ProviderTitle(media_id("movie", 603), "movie", 603, "The Matrix", is_imported=True, year=1999, rating=8.2),
    ProviderTitle(
        media_id("movie", 605),
        "movie",
        605,
        "The Matrix Revolutions",
        is_imported=False,
        original_name="The Matrix Revolutions",
        year=2003,
        poster_path="/605.jpg",
        rating=6.7,
    ),
    ProviderTitle(media_id("show", 77), "show", 77, "Hidden Matrix", is_imported=True),
)
