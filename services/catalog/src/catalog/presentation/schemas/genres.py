"""Responses of the list of genres."""

from typing import Self

from pydantic import Field

from catalog.application.read_models import GenreCount
from catalog.presentation.schemas.title import TitleGenre


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
