"""Responses of a search."""

from typing import Literal, Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ResponseModel
from contracts.identity import media_id
from ingestion.application.ports.providers import ListedTitle
from ingestion.application.searching.search_provider import SearchOutcome
from ingestion.domain.titles.facts import Kind
from ingestion.presentation.response_fields import TmdbNumber


class ProviderTitle(ResponseModel):
    """A title at TMDB."""

    id: UUID = Field(
        description="Id that the title has here, or will have", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"]
    )
    type: Kind = Field(description="`movie` or `show`", examples=["movie"])
    tmdb_id: TmdbNumber
    title: str = Field(description="Name in the requested language", examples=["The Matrix"])
    original_title: str | None = Field(
        description="Name in the original language, or null when unknown", examples=["The Matrix"]
    )
    year: int | None = Field(description="Year of release, or null when unknown", examples=[1999])
    poster_path: str | None = Field(
        description="Path of the poster at TMDB, or null without one", examples=["/8uO0gUM8aNqYLs1OsTBQiXu0fEv.jpg"]
    )
    rating: float | None = Field(description="Rating at TMDB, 0 to 10, or null without votes", examples=[8.2])
    is_imported: bool = Field(description="Whether the title is imported", examples=[False])

    @classmethod
    def of(cls, title: ListedTitle, *, imported: bool) -> Self:
        """Return the response for a title."""
        return cls(
            id=media_id(title.key.kind, title.key.tmdb_id),
            type=title.key.kind,
            tmdb_id=title.key.tmdb_id,
            title=title.title,
            original_title=title.original_title,
            year=title.year,
            poster_path=title.poster_path,
            rating=title.rating,
            is_imported=imported,
        )


class SearchResponse(ResponseModel):
    """The titles that TMDB has for a text."""

    status: Literal["ok", "unavailable"] = Field(
        description="`unavailable`: TMDB cannot be searched now, or did not respond in time; try again later",
        examples=["ok"],
    )
    items: list[ProviderTitle] = Field(description="At most twenty movies and shows in the order of TMDB")

    @classmethod
    def of(cls, outcome: SearchOutcome) -> Self:
        """Return the response for an outcome."""
        items = [ProviderTitle.of(title, imported=title.key in outcome.imported) for title in outcome.titles]
        return cls(status=outcome.status, items=items)
