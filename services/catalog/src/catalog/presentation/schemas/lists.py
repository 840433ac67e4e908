"""Responses of lists: the stored facts of each title with its state."""

from datetime import datetime
from typing import Literal

from pydantic import ConfigDict, Field

from catalog.presentation.schemas.state import MovieState, ShowState
from catalog.presentation.schemas.title import A_SHOW, TitleFacts, TitleStats
from chassis.http.document.examples import OVERRIDES
from chassis.http.schemas import CursorPageMeta, Page


class MovieListItem(TitleFacts, MovieState):
    """A movie in a list."""

    type: Literal["movie"] = Field(description="Always `movie`")
    stats: TitleStats = Field(description="Scores and audience")


class ShowListItem(TitleFacts, ShowState):
    """A show in a list."""

    model_config = ConfigDict(json_schema_extra={OVERRIDES: A_SHOW})

    type: Literal["show"] = Field(description="Always `show`")
    stats: TitleStats = Field(description="Scores and audience")


class ListMeta(CursorPageMeta):
    """Where a page stands, and the age of the list behind it."""

    total: int | None = Field(
        description="Number of titles in the whole list; it may be a minute old, or null while a large list is counted"
        " for the first time",
        examples=[1],
    )
    offset: int = Field(description="Number of titles on the pages before this one", examples=[0])

    list_taken_at: datetime | None = Field(
        description="When the list behind the page was read at its provider, or null without such a list",
        examples=["2026-11-21T12:00:00Z"],
    )


class MoviePage(Page[MovieListItem]):
    """One page of movies."""

    meta: ListMeta = Field(description="Where the page stands, and the age of the list behind it")


class ShowPage(Page[ShowListItem]):
    """One page of shows."""

    meta: ListMeta = Field(description="Where the page stands, and the age of the list behind it")
