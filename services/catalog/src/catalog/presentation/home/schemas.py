"""Responses of the home page."""

from typing import Annotated, Literal

from pydantic import Field

from catalog.domain.home.sections import TitleKey
from catalog.presentation.curation.requests import SECTION
from catalog.presentation.schedule.schemas import NewEpisodeItem
from catalog.presentation.schemas.lists import MovieListItem, ShowListItem
from chassis.http.schemas import ResponseModel

HomeTitle = Annotated[MovieListItem | ShowListItem, Field(discriminator="type")]


class SectionHeader(ResponseModel):
    """What every section has."""

    key: str = Field(description=SECTION, examples=["trendingMovies"])
    title_key: TitleKey | None = Field(
        description="Key of the heading, whose texts are under `homeSections` in `GET /api/v1/catalog/texts`; null for"
        " a curated collection",
        examples=["trendingMovies"],
    )
    title: str | None = Field(
        description="Name of the curated collection in the language of the request; null for other sections",
        examples=[None],
    )
    next_path: str | None = Field(
        description="Path of the whole list, or null when the section is all of it",
        examples=["/api/v1/catalog/movies/trending"],
    )


class TitleSection(SectionHeader):
    """A section of titles."""

    item_type: Literal["title"] = Field(description="Always `title`")
    items: list[HomeTitle] = Field(
        description="At most 12 titles, in the hero at most 4. In the hero `isNew` means within 90 days and `isClassic`"
        " five years ago or earlier"
    )


class EpisodeSection(SectionHeader):
    """A section of episodes."""

    item_type: Literal["episode"] = Field(description="Always `episode`")
    items: list[NewEpisodeItem] = Field(description="The newest episode of at most 12 shows, latest first")


HomeSection = Annotated[TitleSection | EpisodeSection, Field(discriminator="item_type")]


class HomePage(ResponseModel):
    """The home page."""

    sections: list[HomeSection] = Field(
        description="The sections in their order. A signed-in user has `continueWatching` and `fromMyList` besides"
    )
