"""The sections of the home page, in their order. A section is one row of the table, or a curated collection."""

from dataclasses import dataclass
from typing import Final, Literal

from catalog.domain.cards import Context

SectionKey = Literal[
    "hero",
    "continueWatching",
    "fromMyList",
    "trendingMovies",
    "trendingShows",
    "inTheaters",
    "newOnDigital",
    "newEpisodes",
]
TitleKey = SectionKey
"""The key of the heading of a section."""

SECTION_ITEMS: Final = 12


@dataclass(frozen=True, slots=True)
class Section:
    """A section: at most `limit` items, and the path of the whole list; null when there is no other item."""

    key: str
    """A `SectionKey`, or that of a curated collection."""
    context: Context = "DEFAULT"
    """The context of the cards of its titles."""
    limit: int = SECTION_ITEMS
    next_path: str | None = None
    collection: str | None = None
    """The slug of the curated collection that it shows; null for another section."""


SECTIONS: Final = (
    Section("hero", limit=4),
    Section("continueWatching", "CONTINUE_LIST", next_path="/api/v1/user-media/continue"),
    Section("fromMyList", "USER_LIBRARY", next_path="/api/v1/me/watchlist"),
    Section("trendingMovies", "TRENDING_LIST", next_path="/api/v1/catalog/movies/trending"),
    Section("trendingShows", "TRENDING_LIST", next_path="/api/v1/catalog/shows/trending"),
    Section("inTheaters", "IN_THEATERS_LIST", next_path="/api/v1/catalog/movies/now-playing"),
    Section("newOnDigital", "NEW_ON_STREAMING_LIST", next_path="/api/v1/catalog/movies/new-on-digital"),
    Section("newEpisodes", next_path="/api/v1/catalog/shows/new-episodes"),
)
SECTION_OF: Final = {section.key: section for section in SECTIONS}

COLLECTION_PREFIX: Final = "collection:"
MOST_COLLECTIONS: Final = 20
"""How many curated collections the home page shows at most."""


def collection_of(key: str) -> str | None:
    """Return the slug of the curated collection that a section shows, or null for another section."""
    return key.removeprefix(COLLECTION_PREFIX) if key.startswith(COLLECTION_PREFIX) else None


def collection_section(key: str, slug: str) -> Section:
    """Return the section of a curated collection, whose whole list is the collection's own page."""
    return Section(key, next_path=f"/api/v1/catalog/curated/{slug}", collection=slug)
