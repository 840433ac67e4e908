"""Responses to requests that start a scheduled job."""

from typing import Literal

from pydantic import Field

from chassis.http.schemas import ResponseModel
from ingestion.domain.titles.facts import Kind
from ingestion.presentation.responses.jobs import StartedResponse


class TrendingStarted(StartedResponse):
    """A job that takes the trending lists."""

    mode: Literal["dispatcher", "legacy"] = Field(
        description="`dispatcher`: the first pages, as whole lists. `legacy`: one page", examples=["dispatcher"]
    )
    pages: int | None = Field(
        description="Pages of 20 titles it reads, per kind; null when only `page` is read", examples=[5]
    )
    page: int | None = Field(description="The one page it reads; null when it reads `pages`", examples=[None])
    max_items: int = Field(description="Maximum number of titles that it lists", examples=[200])
    sync_stats: bool = Field(description="Whether Trakt is asked how many users watch them now", examples=[True])
    type: Kind | None = Field(description="`movie` or `show`, or null for both", examples=["movie"])
    force: bool = Field(description="Whether every listed title is imported again", examples=[False])


class RegionStarted(StartedResponse):
    """A job that takes a list of a region."""

    region: str | None = Field(
        description="Country (ISO 3166-1), or null for that of the installation", examples=["US"]
    )


class ListStarted(RegionStarted):
    """A job that takes a list of a region and imports what is missing."""

    force: bool = Field(description="Whether every listed title is imported again", examples=[False])


class ReleasesStarted(ListStarted):
    """A job that finds what was released lately."""

    days_back: int = Field(description="Released within this number of days", examples=[30])


class SnapshotsStarted(StartedResponse):
    """A job that collects the day's signals."""

    region: Literal["global"] = Field(default="global", description="Audiences are counted for the whole world")
    force: bool = Field(description="Whether titles that were observed today are observed again", examples=[False])


class TrackedStarted(StartedResponse):
    """A job that refreshes followed shows."""

    force: bool = Field(description="Whether every provider is asked for everything", examples=[False])


class BackfillResponse(ResponseModel):
    """How many rows were accepted."""

    accepted: int = Field(description="Number of rows with at least one value", examples=[4990])
    empty: int = Field(description="Number of rows without any value, which are ignored", examples=[10])
