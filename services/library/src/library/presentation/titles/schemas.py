"""Titles in responses."""

from datetime import date, datetime
from typing import Annotated, Final, Literal, Self
from uuid import UUID

from pydantic import Field

from chassis.http.images import Images
from chassis.http.schemas import ImageSet, ResponseModel
from library.domain.titles.title import Title

IMAGES: Final = Images()

MediaId = Annotated[UUID, Field(description="Id of the title", examples=["5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"])]


class MediaSummary(ResponseModel):
    """The title of an entry; null is unknown."""

    id: MediaId
    type: Literal["movie", "show"] = Field(description="`movie` or `show`", examples=["show"])
    title: str = Field(description="Name of the title", examples=["Breaking Bad"])
    slug: str | None = Field(
        description="Slug of the title's page (`/catalog/movies/{slug}`, `/catalog/shows/{slug}`), or null until the"
        " catalog has published it",
        examples=["breaking-bad"],
    )
    poster: ImageSet | None = Field(description="The poster in four sizes, or null without one")
    gone_at: datetime | None = Field(
        description="When the title was deleted upstream, or null for any other", examples=[None]
    )
    successor_id: UUID | None = Field(
        description="Id of the title that a deleted one was merged into, or null", examples=[None]
    )
    release_date: date | None = Field(
        description="The release of a movie, the first air date of a show, or null when unknown",
        examples=["2008-01-20"],
    )
    ratingo_score: float | None = Field(description="The open score, 0 to 100, or null when unknown", examples=[78.4])

    @classmethod
    def of(cls, title: Title | None) -> Self | None:
        """Return the response of a title, or null when it is not imported."""
        if title is None or title.facts is None:
            return None
        facts = title.facts
        return cls(
            id=title.media_id,
            type="movie" if title.kind == "movie" else "show",
            title=facts.name,
            slug=title.address.slug if title.address else None,
            gone_at=facts.deleted_at,
            successor_id=facts.successor_id,
            poster=IMAGES.poster(facts.poster_path),
            release_date=facts.release_date,
            ratingo_score=round(title.score.score, 4) if title.score else None,
        )
