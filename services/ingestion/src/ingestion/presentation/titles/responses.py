"""Responses to requests for imports."""

from collections.abc import Mapping
from typing import Literal, Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ResponseModel
from contracts.identity import media_id
from ingestion.application.imports.on_demand import Demand
from ingestion.application.imports.rows import RowOutcome
from ingestion.application.imports.sync_title import SyncOutcome
from ingestion.domain.jobs import sync_kind
from ingestion.domain.titles.facts import Kind, TitleKey
from ingestion.presentation.jobs.responses import JobResponse, StartedResponse
from ingestion.presentation.response_fields import (
    IngestionStatus,
    JobNumber,
    JobStatus,
    MediaId,
    Slug,
    State,
    TmdbNumber,
    Visible,
)


class SyncResponse(ResponseModel):
    """The job that imports a title, and whether the title is imported already."""

    status: JobStatus | Literal["exists"] = Field(
        description="Where the job stands; `exists` when the title was imported lately, so that no job was needed",
        examples=["queued"],
    )
    job_id: UUID | None = Field(
        description="Follow it at `GET /ingestion/jobs/{id}`; null when no job was needed",
        examples=["5c1f6f3e-2c55-4a52-9d5f-0c2f6b6f2b11"],
    )
    kind: str = Field(description="What the job does", examples=["sync-movie"])
    deduped: bool = Field(description="Whether the job was there already", examples=[False])
    id: MediaId
    type: Kind = Field(description="`movie` or `show`", examples=["movie"])
    tmdb_id: TmdbNumber
    ingestion_status: Visible
    imported: bool = Field(description="The same as a boolean", examples=[True])
    slug: Slug = None

    @classmethod
    def of(cls, outcome: SyncOutcome, slugs: Mapping[TitleKey, str]) -> Self:
        """Return the response for the outcome of a request."""
        title, job = outcome.title, outcome.job
        return cls(
            status=job.phase.value if job is not None else "exists",
            job_id=job.id if job is not None else None,
            kind=sync_kind(title).value,
            deduped=job is not None and not outcome.new,
            id=media_id(title.kind, title.tmdb_id),
            type=title.kind,
            tmdb_id=title.tmdb_id,
            ingestion_status="ready" if outcome.imported else "importing",
            imported=outcome.imported,
            slug=slugs.get(title) if outcome.imported else None,
        )


class ImportResponse(ResponseModel):
    """The state of a title that a user has requested."""

    status: Literal["ready", "importing", "not_found"] = Field(
        description="`ready`: imported within a day, no job was needed. `importing`: `jobId` imports or"
        " refreshes it. `not_found`: TMDB had no such title within the last hour",
        examples=["importing"],
    )
    id: MediaId
    type: Kind = Field(description="`movie` or `show`", examples=["movie"])
    tmdb_id: TmdbNumber
    ingestion_status: IngestionStatus | None = Field(
        description="`ready` when the catalog shows the title, also while it is refreshed; null when it does not exist",
        examples=["importing"],
    )
    job_id: UUID | None = Field(
        description="Follow it at `GET /ingestion/jobs/{id}`; null when no job was needed",
        examples=["5c1f6f3e-2c55-4a52-9d5f-0c2f6b6f2b11"],
    )

    slug: Slug = None

    @classmethod
    def of(cls, demand: Demand, slugs: Mapping[TitleKey, str]) -> Self:
        """Return the response for the outcome of a request."""
        coming: Literal["importing"] | None = "importing" if demand.status == "importing" else None
        return cls(
            status=demand.status,
            id=media_id(demand.title.kind, demand.title.tmdb_id),
            type=demand.title.kind,
            tmdb_id=demand.title.tmdb_id,
            ingestion_status="ready" if demand.visible else coming,
            job_id=demand.job.id if demand.job else None,
            slug=slugs.get(demand.title) if demand.visible else None,
        )


class BulkJob(ResponseModel):
    """One title of a bulk import and its job."""

    job_id: JobNumber
    tmdb_id: TmdbNumber
    type: Kind = Field(description="`movie` or `show`", examples=["movie"])
    status: State


class BulkResponse(StartedResponse):
    """The job of a bulk import, and the jobs of its titles in the order of the request."""

    jobs: list[BulkJob] = Field(description="One job per item of the request, in their order")


class TableStarted(StartedResponse):
    """The job of a bulk import from a table."""

    rows: int = Field(description="Rows of the table, bad ones included", examples=[1000])


class RowResponse(ResponseModel):
    """The outcome of a row."""

    line: int = Field(
        description="Line of the file on which the row begins (the header is line 1), or place in the list, from 1",
        examples=[2],
    )
    text: str = Field(description="The cells that were read; long ones are cut", examples=["550,movie"])
    tmdb_id: int | None = Field(description="TMDB number of the title, or null when the row names none", examples=[550])
    type: Kind | None = Field(description="`movie` or `show`", examples=["movie"])
    status: str = Field(
        description="State of the job of the row. `rejected`: names no title. `duplicate`: an earlier row names the"
        " same title. `not_started`: its turn has not come",
        examples=["ready"],
    )
    reason: str | None = Field(
        description="Why it was rejected or failed, or null", examples=["tmdb: there is no such title"]
    )
    job_id: UUID | None = Field(
        description="Id of the job that imports it, or null without one",
        examples=["5c1f6f3e-2c55-4a52-9d5f-0c2f6b6f2b11"],
    )

    @classmethod
    def of(cls, row: RowOutcome) -> Self:
        """Return the response for a row."""
        return cls(
            line=row.line,
            text=row.text,
            tmdb_id=row.title.tmdb_id if row.title else None,
            type=row.title.kind if row.title else None,
            status=row.status,
            reason=row.reason,
            job_id=row.job_id,
        )


class ReportResponse(ResponseModel):
    """A bulk import row by row."""

    job: JobResponse = Field(description="The job of the whole import")
    counts: dict[str, int] = Field(description="Number of rows by status", examples=[{"ready": 998, "rejected": 2}])
    rows: list[RowResponse] = Field(description="The rows in their order")
