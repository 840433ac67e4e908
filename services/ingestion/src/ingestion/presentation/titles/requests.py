"""Requests for titles."""

from pydantic import (
    Field,
)

from chassis.http.schemas import Parameters, RequestModel
from ingestion.domain.titles.facts import TitleKey
from ingestion.presentation.request_fields import KindField, TmdbId


class SyncRequest(RequestModel):
    """The title to import or refresh."""

    tmdb_id: TmdbId
    type: KindField
    force: bool = Field(
        default=False,
        description="Whether to fetch everything from every provider, also what has not changed",
        examples=[False],
    )

    @property
    def title(self) -> TitleKey:
        """The requested title."""
        return TitleKey(self.type, self.tmdb_id)


class BulkItem(RequestModel):
    """One title of a bulk import."""

    tmdb_id: TmdbId
    type: KindField


class BulkRequest(RequestModel):
    """The titles of a bulk import."""

    items: list[BulkItem] = Field(
        min_length=1,
        max_length=1000,
        description="The titles; one that is named twice is imported once",
        examples=[[{"tmdbId": 550, "type": "movie"}, {"tmdbId": 1396, "type": "show"}]],
    )


class TrackedRequest(Parameters):
    """How followed shows are refreshed."""

    force: bool = Field(
        default=False,
        description="Whether to fetch everything from every provider, also what has not changed",
        examples=[False],
    )


class TitleParams(Parameters):
    """Which facts of a title are returned."""

    provenance: bool = Field(default=False, description="Whether to name the provider of each fact", examples=[False])
