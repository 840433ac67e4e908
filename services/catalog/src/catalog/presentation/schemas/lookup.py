"""What a lookup returns. Bodies are joined from rendered JSON; tests hold them to these models."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

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


class GoneItem(ResponseModel):
    """A title that is deleted upstream."""

    id: UUID = Field(description="Id of the title")
    gone_at: datetime = Field(description="Since when it is deleted")
    successor_id: UUID | None = Field(description="The title it was merged into; null when there is none")


class LookupMeta(ResponseModel):
    """Which of the ids were found."""

    count: int = Field(description="How many titles were found", examples=[2])
    missing: list[UUID] = Field(description="Ids of which no title is listed, in the order given")
    gone: list[GoneItem] = Field(description="Ids of titles that are deleted upstream, in the order given")


class TitleList(ResponseModel):
    """The titles that were found, in the order of the ids."""

    success: Literal[True] = Field(default=True, description="Always true")
    data: list[LookedUpTitle] = Field(description="Titles as lists show them, each with the path of its page")
    meta: LookupMeta = Field(description="Which of the ids were found")
