"""Responses of search and of the list of genres."""

from typing import Literal, Self
from uuid import UUID

from pydantic import Field

from catalog.application.read_models import GenreCount
from catalog.presentation.schemas.title import MATRIX, TitleGenre
from chassis.http.schemas import ImageSet, ResponseModel


class SearchFacts(ResponseModel):
    """The facts of a search result that an import provides. They are rendered once, when the event arrives."""

    source: Literal["local"] = Field(description="Always `local`: the title is in this catalog")
    type: Literal["movie", "show"] = Field(description="`movie` or `show`", examples=["movie"])
    id: UUID = Field(description="The same as `mediaItemId`", examples=[MATRIX])
    media_item_id: UUID = Field(description="Id of the title", examples=[MATRIX])
    tmdb_id: int = Field(description="TMDB number of the title", examples=[603])
    title: str = Field(description="Name of the title", examples=["The Matrix"])
    original_title: str | None = Field(
        description="Name in the original language, or null when unknown", examples=["The Matrix"]
    )
    year: int | None = Field(description="Year of release, or null when unknown", examples=[1999])
    poster: ImageSet | None = Field(description="The poster in four sizes, or null without one")
    rating: float | None = Field(description="Rating at TMDB from 0 to 10, or null without votes", examples=[8.2])
    is_imported: Literal[True] = Field(description="Always true: the title is in this catalog")


class SearchItem(SearchFacts):
    """A title whose name matches the query."""

    slug: str = Field(description="Name of the title in URLs, unique per type", examples=["the-matrix"])


class SearchResponse(ResponseModel):
    """The results of a search."""

    query: str = Field(description="The search text without surrounding spaces", examples=["matrix"])
    local: list[SearchItem] = Field(description="At most ten titles of this catalog, best first")
    tmdb: list[SearchItem] = Field(description="Always empty: only titles of this catalog are searched", max_length=0)


class GenreItem(TitleGenre):
    """A genre with the number of listed titles that have it."""

    count: int = Field(description="Number of listed titles of the genre", examples=[41])
    movies: int = Field(description="Number of movies among them", examples=[30])
    shows: int = Field(description="Number of shows among them", examples=[11])

    @classmethod
    def of_count(cls, genre: GenreCount) -> Self:
        """Return a counted genre."""
        return cls(
            id=genre.tmdb_id,
            name=genre.name,
            slug=genre.slug,
            count=genre.movies + genre.shows,
            movies=genre.movies,
            shows=genre.shows,
        )
