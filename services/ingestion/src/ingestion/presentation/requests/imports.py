"""Requests for titles."""

from pydantic import (
    Field,
)

from chassis.http.schemas import Parameters, RequestModel
from ingestion.domain.titles.facts import TitleKey
from ingestion.presentation.requests.fields import KindField, TmdbId


class SyncRequest(RequestModel):
    """Imports or refreshes one title."""

    tmdb_id: TmdbId
    type: KindField
    force: bool = Field(
        default=False,
        description="Whether to ask every provider for everything, also what has not changed",
        examples=[False],
    )

    @property
    def title(self) -> TitleKey:
        """The title asked for."""
        return TitleKey(self.type, self.tmdb_id)


class BulkItem(RequestModel):
    """One title of a bulk import."""

    tmdb_id: TmdbId
    type: KindField


class BulkRequest(RequestModel):
    """Imports many titles."""

    items: list[BulkItem] = Field(
        min_length=1,
        max_length=1000,
        description="The titles; one that is named twice is imported once",
        examples=[[{"tmdbId": 550, "type": "movie"}, {"tmdbId": 1396, "type": "show"}]],
    )


class TrackedRequest(Parameters):
    """Refreshes followed shows."""

    force: bool = Field(
        default=False,
        description="Whether to ask every provider for everything, also what has not changed",
        examples=[False],
    )


class TitleParams(Parameters):
    """What is told of a title."""

    provenance: bool = Field(default=False, description="Whether to name the provider of each fact", examples=[False])
