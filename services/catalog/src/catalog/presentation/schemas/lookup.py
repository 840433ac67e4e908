"""Responses of lookups by id."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field

from catalog.application.read_models import LookupResult
from catalog.presentation.schemas.lists import MovieListItem, ShowListItem
from chassis.http.schemas import ResponseModel

_PATH = Field(description="Path of the title's own page", examples=["/api/v1/catalog/movies/fight-club"])


class LookedUpMovie(MovieListItem):
    """A movie with the path of its page."""

    path: str = _PATH


class LookedUpShow(ShowListItem):
    """A show with the path of its page."""

    path: str = _PATH


LookedUpTitle = Annotated[LookedUpMovie | LookedUpShow, Field(discriminator="type")]


class DeletedItem(ResponseModel):
    """A title that is deleted upstream."""

    id: UUID = Field(description="Id of the title")
    deleted_at: datetime = Field(alias="goneAt", description="When its source deleted it")
    successor_id: UUID | None = Field(description="The title it was merged into; null without one")


class LookupMeta(ResponseModel):
    """Which of the ids are listed titles."""

    count: int = Field(description="Number of titles in `data`", examples=[2])
    missing: list[UUID] = Field(description="Ids of which no title is listed, in the order of the request")
    deleted: list[DeletedItem] = Field(
        alias="gone", description="Ids of titles that are deleted upstream, in the order of the request"
    )

    @classmethod
    def of(cls, result: LookupResult) -> Self:
        """Return the meta of a lookup."""
        return cls(
            count=len(result.titles),
            missing=list(result.missing),
            deleted=[
                DeletedItem(id=title.media_id, deleted_at=title.deleted_at, successor_id=title.successor_id)
                for title in result.deleted
            ],
        )


class TitleList(ResponseModel):
    """The listed titles, in the order of the ids."""

    success: Literal[True] = Field(default=True, description="Always true")
    data: list[LookedUpTitle] = Field(description="Titles as lists show them, each with the path of its page")
    meta: LookupMeta = Field(description="Which of the ids are listed titles")
