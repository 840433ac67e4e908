"""Requests about jobs and schedules."""

from typing import Self
from uuid import UUID

from pydantic import (
    AwareDatetime,
    Field,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from chassis.http.schemas import Parameters
from ingestion.domain.jobs import JobKind
from ingestion.domain.titles.facts import Kind, TitleKey
from ingestion.presentation.request_fields import EXAMPLE_JOB, MOST_IDS
from jobs.model import Status


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
            raise PydanticCustomError(
                "ids_too_many",
                "must have at most {maxItems} ids, not {count}",
                {"maxItems": MOST_IDS, "count": len(parts)},
            )
        try:
            [UUID(part) for part in parts]
        except ValueError as broken:
            raise PydanticCustomError("ids_malformed", "must be UUIDs, separated by commas") from broken
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


def _parts(ids: str | None) -> list[str]:
    return [part.strip() for part in (ids or "").split(",") if part.strip()]
