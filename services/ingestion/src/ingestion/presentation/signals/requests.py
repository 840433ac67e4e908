"""Requests about signals."""

from datetime import UTC, date, datetime
from typing import Literal

from pydantic import (
    AliasChoices,
    Field,
    field_validator,
)
from pydantic_core import PydanticCustomError

from chassis.http.schemas import Parameters, RequestModel
from chassis.http.validation.inputs import Day
from ingestion.application.signals.backfill import PastSignals
from ingestion.domain.titles.facts import TitleKey
from ingestion.presentation.request_fields import FIRST_DAY, Count, KindField, TmdbId


class SnapshotsRequest(Parameters):
    """How the signals of the day are collected."""

    region: Literal["global"] = Field(
        default="global", description="Audiences are counted for the whole world only", examples=["global"]
    )
    force: bool = Field(
        default=False, description="Whether to observe titles again that were observed today", examples=[False]
    )


class SignalRow(RequestModel):
    """The audience of a title on a past day."""

    kind: KindField
    tmdb_id: TmdbId
    day: Day = Field(description="UTC day", examples=["2026-11-01"])
    total_watchers: Count | None = Field(
        default=None, description="Users who had ever watched, or null when unknown", examples=[412300]
    )
    live_watchers: Count | None = Field(
        default=None, description="Users who watched at one time, or null when unknown", examples=[37]
    )
    popularity: float | None = Field(
        default=None, strict=True, ge=0, le=1e9, description="Popularity at TMDB, or null when unknown", examples=[48.7]
    )

    @field_validator("day")
    @classmethod
    def _past(cls, day: date) -> date:
        if day < FIRST_DAY:
            raise PydanticCustomError(
                "greater_than_equal", "must not be before {minimum}", {"minimum": FIRST_DAY.isoformat()}
            )
        if day > datetime.now(UTC).date():
            raise PydanticCustomError("future", "must not be in the future")
        return day

    def to_signals(self) -> PastSignals:
        """Return the row as the input of the use case."""
        return PastSignals(
            title=TitleKey(self.kind, self.tmdb_id),
            day=self.day,
            total_watchers=self.total_watchers,
            live_watchers=self.live_watchers,
            popularity=self.popularity,
        )


class BackfillRequest(RequestModel):
    """Signals of past days."""

    rows: list[SignalRow] = Field(
        min_length=1,
        max_length=5000,
        validation_alias=AliasChoices("rows", "items"),
        description="`items` works too",
        examples=[[{"kind": "movie", "tmdbId": 550, "day": "2026-11-01", "totalWatchers": 412300}]],
    )
