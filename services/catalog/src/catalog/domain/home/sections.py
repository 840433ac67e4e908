"""The sections of the home page, in their order. A section is one row of the table."""

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

    key: SectionKey
    context: Context = "DEFAULT"
    """The context of the cards of its titles."""
    limit: int = SECTION_ITEMS
    next_path: str | None = None


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
