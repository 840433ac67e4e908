"""Responses of rankings."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ImageSet, ResponseModel
from library.application.rankings.read_models import RankedTitle, Ranking
from library.presentation.titles.schemas import IMAGES, MediaId


class RankingResponse(ResponseModel):
    """The stars of a movie."""

    id: UUID = Field(
        description="Id of the ranking, which is that of the movie's entry",
        examples=["0199a2f3-44c8-5a06-b1f2-6d5e4c3b2a19"],
    )
    media_item_id: MediaId
    rating: int = Field(description="The stars, from 1 to 5", examples=[4])
    rated_at: datetime = Field(description="When the movie was rated", examples=["2026-11-20T18:30:00Z"])
    created_at: datetime = Field(
        description="When the entry of the movie was created", examples=["2026-11-20T18:30:00Z"]
    )
    updated_at: datetime = Field(
        description="When the entry of the movie was last changed", examples=["2026-11-21T12:00:00Z"]
    )

    @classmethod
    def of(cls, ranking: Ranking) -> Self:
        """Return the response of a ranking."""
        return cls(
            id=ranking.ranking_id,
            media_item_id=ranking.media_id,
            rating=ranking.stars,
            rated_at=ranking.rated_at,
            created_at=ranking.created_at,
            updated_at=ranking.updated_at,
        )


class RankedMovieResponse(ResponseModel):
    """The movie of a ranking; null is unknown."""

    id: MediaId
    title: str = Field(description="Name of the movie", examples=["The Matrix"])
    year: int | None = Field(description="Year of the release, or null", examples=[1999])
    slug: str | None = Field(
        description="Slug of the movie's page (`/catalog/movies/{slug}`), or null until the catalog has published it",
        examples=["the-matrix"],
    )
    poster: ImageSet | None = Field(description="The poster in four sizes, or null without one")
    genre_ids: list[int] = Field(description="TMDB's numbers of the genres, the main one first", examples=[[28, 878]])

    @classmethod
    def of(cls, item: RankedTitle) -> Self | None:
        """Return the response of a movie, or null when it is not imported."""
        title = item.title
        if title is None or title.facts is None:
            return None
        return cls(
            id=title.media_id,
            title=title.facts.name,
            year=title.facts.release_date.year if title.facts.release_date else None,
            slug=title.address.slug if title.address else None,
            poster=IMAGES.poster(title.facts.poster_path),
            genre_ids=list(item.genre_ids),
        )


class RankingItemResponse(ResponseModel):
    """A ranking in a list."""

    id: UUID = Field(
        description="Id of the ranking, which is that of the movie's entry",
        examples=["0199a2f3-44c8-5a06-b1f2-6d5e4c3b2a19"],
    )
    rating: int = Field(description="The stars, from 1 to 5", examples=[4])
    rated_at: datetime = Field(description="When the movie was rated", examples=["2026-11-20T18:30:00Z"])
    created_at: datetime = Field(
        description="When the entry of the movie was created", examples=["2026-11-20T18:30:00Z"]
    )
    updated_at: datetime = Field(
        description="When the entry of the movie was last changed", examples=["2026-11-21T12:00:00Z"]
    )
    movie: RankedMovieResponse | None = Field(description="The movie, or null while it is not imported")

    @classmethod
    def of(cls, item: RankedTitle) -> Self:
        """Return the response of a ranking with its movie."""
        ranking = item.ranking
        return cls(
            id=ranking.ranking_id,
            rating=ranking.stars,
            rated_at=ranking.rated_at,
            created_at=ranking.created_at,
            updated_at=ranking.updated_at,
            movie=RankedMovieResponse.of(item),
        )
