"""The facts of a title that its import provides. They are rendered once, when the event arrives."""

from datetime import date
from typing import Any, Final, Literal, Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ImageSet, ResponseModel

MATRIX: Final = "017bb356-3e13-5ce3-a0a8-50e17e264ff5"
SHOW: Final = "02d1b23c-2966-5ec3-bba0-f61698150b2a"
IMAGE: Final = "/8uO0gUM8aNqYLs1OsTBQiXu0fEv.jpg"
A_SHOW: Final[dict[str, Any]] = {
    "id": SHOW,
    "mediaItemId": SHOW,
    "tmdbId": 1396,
    "slug": "breaking-bad",
    "title": "Breaking Bad",
    "originalTitle": "Breaking Bad",
    "overview": "A chemistry teacher with cancer begins to cook methamphetamine.",
    "primaryTrailerKey": "HhesaQXLuRY",
    "releaseDate": "2008-01-20",
    "runtime": 47,
    "genres": [{"id": 18, "name": "Drama", "slug": "drama"}],
}
"""Values of the examples of shows, instead of those of movies."""


class Rating(ResponseModel):
    """The rating of one source, from 0 to 10."""

    rating: float = Field(description="From 0 to 10", examples=[8.2])
    vote_count: int | None = Field(description="Number of votes, or null when unknown", examples=[26700])


class PercentRating(ResponseModel):
    """The rating of one source, from 0 to 100."""

    rating: int = Field(description="From 0 to 100", examples=[73])


class ExternalRatings(ResponseModel):
    """Ratings by source; null when unknown or without votes."""

    tmdb: Rating | None = Field(description="The rating at TMDB, or null without votes")
    imdb: Rating | None = Field(description="The rating at IMDb, or null without votes")
    trakt: Rating | None = Field(description="The rating at Trakt, or null without votes")
    metacritic: PercentRating | None = Field(description="The Metacritic score, or null when unknown")
    rotten_tomatoes: PercentRating | None = Field(description="The Rotten Tomatoes score, or null when unknown")


class TitleStats(ResponseModel):
    """Scores from 0 to 100 and the audience; null when unknown."""

    ratingo_score: float | None = Field(description="The open score, 0 to 100, or null when unknown", examples=[81.7])
    quality_score: float | None = Field(description="How well the title is rated, 0 to 100", examples=[87.5])
    popularity_score: float | None = Field(description="How much attention the title has, 0 to 100", examples=[69.4])
    live_watchers: int | None = Field(description="Users of Trakt who watch the title now", examples=[37])
    total_watchers: int | None = Field(description="Users of Trakt who have ever watched it", examples=[412300])

    @classmethod
    def unknown(cls) -> Self:
        """Return the stats of a title without scores."""
        return cls(
            ratingo_score=None, quality_score=None, popularity_score=None, live_watchers=None, total_watchers=None
        )


class TitleGenre(ResponseModel):
    """A genre of a title."""

    id: int = Field(description="TMDB number of the genre", examples=[878])
    name: str = Field(description="Name of the genre", examples=["Science Fiction"])
    slug: str = Field(description="Value for the filter `genres`", examples=["science-fiction"])


class TitleFacts(ResponseModel):
    """The facts that movies and shows have in common in lists."""

    id: UUID = Field(description="The same as `mediaItemId`", examples=[MATRIX])
    media_item_id: UUID = Field(description="Id of the title", examples=[MATRIX])
    type: Literal["movie", "show"] = Field(description="`movie` or `show`", examples=["movie"])
    tmdb_id: int = Field(description="TMDB number of the title", examples=[603])
    title: str = Field(description="Name of the title", examples=["The Matrix"])
    original_title: str | None = Field(
        description="Name in the original language, or null when unknown", examples=["The Matrix"]
    )
    overview: str | None = Field(
        description="What the title is about, or null when unknown",
        examples=["A hacker learns that the world he lives in is a simulation."],
    )
    ingestion_status: Literal["ready"] = Field(description="Always `ready`: the catalog lists imported titles only")
    primary_trailer_key: str | None = Field(
        description="Key of the main trailer at YouTube, or null without one", examples=["vKQi3bBA1y8"]
    )
    poster: ImageSet | None = Field(description="The poster in four sizes, or null without one")
    backdrop: ImageSet | None = Field(description="The backdrop in four sizes, or null without one")
    release_date: date | None = Field(
        description="The release of a movie, the first air date of a show, or null when unknown",
        examples=["1999-03-31"],
    )
    runtime: int | None = Field(
        description="Minutes of a movie or of a usual episode, or null when unknown", examples=[136]
    )
    external_ratings: ExternalRatings = Field(description="Ratings by provider")
    genres: list[TitleGenre] = Field(description="The genres of the title, in TMDB's order")
