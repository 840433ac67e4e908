"""Requests of the ingestion API: bodies and queries."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Final, Literal, Self, TypeVar
from uuid import UUID

from fastapi import Path
from fastapi.exceptions import RequestValidationError
from pydantic import (
    AfterValidator,
    AliasChoices,
    AwareDatetime,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from chassis.http.errors import validation_error
from chassis.http.schemas import Parameters, RequestModel
from chassis.http.validation.inputs import Day
from chassis.http.validation.problems import Problem
from ingestion.application.signals import PastSignals
from ingestion.domain.cron import parse
from ingestion.domain.errors import InvalidCron
from ingestion.domain.facts import Kind, TitleKey
from ingestion.domain.jobs import JobKind, Status

MOST_IDS: Final = 200
EXAMPLE_JOB: Final = "5c1f6f3e-2c55-4a52-9d5f-0c2f6b6f2b11"

TmdbId = Annotated[int, Field(strict=True, gt=0, lt=2**31, description="TMDB number of the title", examples=[550])]
KindField = Annotated[Kind, Field(description="`movie` or `show`", examples=["movie"])]
Count = Annotated[int, Field(strict=True, ge=0, lt=2**31)]
FIRST_DAY: Final = date(2000, 1, 1)
"""Nobody counted viewers before; who keeps history takes no earlier day."""
TmdbIdInPath = Annotated[
    int, Path(alias="tmdbId", gt=0, lt=2**31, description="TMDB's number of the title", examples=[550])
]
JobId = Annotated[
    UUID, Path(alias="jobId", description="Id of the job, from the response that started it", examples=[EXAMPLE_JOB])
]
ScheduleName = Annotated[
    str, Path(min_length=1, max_length=64, description="Name of the schedule", examples=["trending"])
]


def _region(text: str) -> str:
    upper = text.upper()
    if not re.fullmatch(r"[A-Z]{2}", upper):
        raise ValueError("must be a country code of two letters (ISO 3166-1)")
    return upper


Region = Annotated[
    str,
    AfterValidator(_region),
    Field(description="ISO 3166-1 country code; by default the region of the installation", examples=["US"]),
]
Force = Annotated[
    bool, Field(description="Whether to import every listed title again, also imported ones", examples=[False])
]


class NoParams(Parameters):
    """A route without parameters."""


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


class TrendingRequest(RequestModel):
    """Takes the trending lists, or imports one page of them; in the query or in the body."""

    pages: int = Field(
        default=5, ge=1, le=50, description="Number of its first pages of 20 titles, per type", examples=[5]
    )
    page: int | None = Field(
        default=None,
        ge=1,
        le=500,
        # Not `deprecated=True`: that warns whenever the value is read.
        json_schema_extra={"deprecated": True},
        description="Import the titles of this page only, and leave the lists as they are; not together with `pages`",
        examples=[None],
    )
    type: Kind | None = Field(
        default=None, description="`movie` or `show`: titles of this type only; both by default", examples=["movie"]
    )
    sync_stats: bool = Field(
        default=True, description="Whether to ask Trakt how many users watch them now", examples=[True]
    )
    force: Force = False

    @model_validator(mode="after")
    def _page_or_pages(self) -> Self:
        if self.page is not None and "pages" in self.model_fields_set:
            raise PydanticCustomError("page_and_pages", "page and pages exclude each other; send one of them")
        return self


class TrendingParams(TrendingRequest):
    """The same in the query."""

    model_config = ConfigDict(strict=False)


class RegionRequest(RequestModel):
    """Takes a list of a region."""

    region: Region | None = Field(
        default=None, description="Country (ISO 3166-1); that of the installation by default", examples=["US"]
    )


class NowPlayingRequest(RegionRequest):
    """Takes the list of movies in cinemas."""

    force: Force = False


class ReleasesRequest(NowPlayingRequest):
    """Takes the list of movies released in cinemas lately."""

    days_back: int = Field(default=30, ge=1, le=365, description="Released within so many days", examples=[30])


class DigitalRequest(NowPlayingRequest):
    """Takes the list of movies released digitally lately."""

    days_back: int = Field(default=14, ge=1, le=365, description="Released within so many days", examples=[14])


class SnapshotsRequest(Parameters):
    """Collects the day's signals."""

    region: Literal["global"] = Field(
        default="global", description="Audiences are counted for the whole world only", examples=["global"]
    )
    force: bool = Field(
        default=False, description="Whether to observe titles again that were observed today", examples=[False]
    )


class TrackedRequest(Parameters):
    """Refreshes followed shows."""

    force: bool = Field(
        default=False,
        description="Whether to ask every provider for everything, also what has not changed",
        examples=[False],
    )


class SignalRow(RequestModel):
    """What was known of a title's audience on a past day."""

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
            raise ValueError(f"must not be before {FIRST_DAY}")
        if day > datetime.now(UTC).date():
            raise ValueError("must not be in the future")
        return day

    def to_signals(self) -> PastSignals:
        """Give the row as the use case takes it."""
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


class ScheduleRequest(RequestModel):
    """Changes a schedule; what is left out stays."""

    cron: str | None = Field(
        default=None,
        max_length=100,
        description="Cron expression of five fields, in UTC; omitted, it stays",
        examples=["0 */6 * * *"],
    )
    enabled: bool | None = Field(
        default=None, description="Whether it runs by itself; omitted, it stays", examples=[True]
    )
    catch_up: bool | None = Field(
        default=None, description="Whether it runs once after missed runs; omitted, it stays", examples=[True]
    )

    @field_validator("cron")
    @classmethod
    def _readable(cls, cron: str | None) -> str | None:
        if cron is not None:
            try:
                parse(cron)
            except InvalidCron as invalid:
                raise ValueError(str(invalid)) from invalid
        return cron


class FollowParams(Parameters):
    """Which jobs are followed."""

    ids: str | None = Field(
        default=None,
        max_length=MOST_IDS * 40,
        description=f"These jobs only: up to {MOST_IDS} ids, separated by commas",
        examples=[EXAMPLE_JOB],
    )

    @field_validator("ids")
    @classmethod
    def _all_uuids(cls, ids: str | None) -> str | None:
        parts = _parts(ids)
        if len(parts) > MOST_IDS:
            raise ValueError(f"must have at most {MOST_IDS} ids, not {len(parts)}")
        try:
            [UUID(part) for part in parts]
        except ValueError as broken:
            raise ValueError("must be UUIDs, separated by commas") from broken
        return ids

    @property
    def named(self) -> tuple[UUID, ...]:
        """The jobs that are named; none means any."""
        return tuple(UUID(part) for part in _parts(self.ids))


class JobsParams(FollowParams):
    """Which jobs are listed."""

    status: list[Status] = Field(
        default=[],
        max_length=10,
        description="Jobs in these states only, the parameter once per state: `queued`, `processing`, `ready`,"
        " `failed`, `cancelled`",
        examples=[["queued"]],
    )
    kind: list[JobKind] = Field(
        default=[],
        max_length=30,
        description="Jobs of these kinds only, the parameter once per kind",
        examples=[["sync-movie"]],
    )
    parent: UUID | None = Field(default=None, description="Jobs started by this one only", examples=[EXAMPLE_JOB])
    tmdb_id: int | None = Field(
        default=None,
        gt=0,
        lt=2**31,
        description="TMDB number: jobs of this title only; together with `type`",
        examples=[550],
    )
    type: Kind | None = Field(default=None, description="`movie` or `show`; together with `tmdbId`", examples=["movie"])
    since: AwareDatetime | None = Field(
        default=None, description="Jobs created at this instant or later", examples=["2026-11-21T00:00:00Z"]
    )
    until: AwareDatetime | None = Field(
        default=None, description="Jobs created before this instant", examples=["2026-11-22T00:00:00Z"]
    )
    limit: int | None = Field(
        default=None,
        ge=1,
        le=200,
        description="Maximum number of jobs on the page; 20 by default, all of `ids` if they are given",
        examples=[20],
    )
    offset: int = Field(default=0, ge=0, le=100_000, description="Number of jobs before the page", examples=[0])

    @model_validator(mode="after")
    def _one_title(self) -> Self:
        if (self.tmdb_id is None) != (self.type is None):
            raise PydanticCustomError("half_a_title", "must have tmdbId and type together")
        return self

    @property
    def title(self) -> TitleKey | None:
        """The title whose jobs are wanted."""
        return TitleKey(self.type, self.tmdb_id) if self.tmdb_id is not None and self.type is not None else None


class ReportParams(Parameters):
    """How a report is given."""

    csv: bool = Field(default=False, description="`true`: a CSV file to download. `false`: JSON", examples=[False])


class TitleParams(Parameters):
    """What is told of a title."""

    provenance: bool = Field(default=False, description="Whether to name the provider of each fact", examples=[False])


AskT = TypeVar("AskT", bound=RequestModel)


def joined(query: AskT, body: AskT | None) -> AskT:
    """Return the parameters of query and body together; raises ApiError that names those that are in both."""
    if body is None:
        return query
    twice = sorted(query.model_fields_set & body.model_fields_set)
    if twice:
        aliases = [type(query).model_fields[name].alias or name for name in twice]
        said = "must be in the query or in the body, not in both"
        raise validation_error(*(Problem(alias, "query", "given_twice", said) for alias in aliases))
    together = {**body.model_dump(exclude_unset=True), **query.model_dump(exclude_unset=True)}
    try:
        return type(query).model_validate(together)
    except ValidationError as invalid:
        # Each is valid alone, so the rule that is broken is one between the two.
        raise RequestValidationError(
            [{**item, "loc": ("body", *item["loc"])} for item in invalid.errors()]
        ) from invalid


def _parts(ids: str | None) -> list[str]:
    return [part.strip() for part in (ids or "").split(",") if part.strip()]
