"""Responses to requests that sync a list."""

from typing import Literal

from pydantic import Field

from ingestion.domain.titles.facts import Kind
from ingestion.presentation.jobs.responses import StartedResponse


class TrendingStarted(StartedResponse):
    """A job that syncs the trending lists."""

    mode: Literal["dispatcher", "legacy"] = Field(
        description="`dispatcher`: the first pages, as whole lists. `legacy`: one page", examples=["dispatcher"]
    )
    pages: int | None = Field(
        description="Pages of 20 titles it reads, per kind; null when only `page` is read", examples=[5]
    )
    page: int | None = Field(description="The one page it reads; null when it reads `pages`", examples=[None])
    max_items: int = Field(description="Maximum number of titles that it lists", examples=[200])
    sync_stats: bool = Field(description="Whether Trakt returns how many users watch them now", examples=[True])
    type: Kind | None = Field(description="`movie` or `show`, or null for both", examples=["movie"])
    force: bool = Field(description="Whether every listed title is imported again", examples=[False])


class StatsSyncStarted(StartedResponse):
    """A job that syncs trending titles with their watchers."""

    message: str = Field(description="What was started, for people", examples=["Sync of trending titles has started"])
    limit: int = Field(description="The requested number of titles per type", examples=[20])


class RegionStarted(StartedResponse):
    """A job that syncs a list of a region."""

    region: str | None = Field(
        description="Country (ISO 3166-1), or null for that of the installation", examples=["US"]
    )


class ListStarted(RegionStarted):
    """A job that syncs a list of a region and imports its missing titles."""

    force: bool = Field(description="Whether every listed title is imported again", examples=[False])


class ReleasesStarted(ListStarted):
    """A job that syncs a list of releases."""

    days_back: int = Field(description="Released within this number of days", examples=[30])
