"""Responses of the ingestion API about imports and jobs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ResponseModel
from contracts.identity import media_id
from ingestion.application.bulk import RowOutcome
from ingestion.application.on_demand import Demand
from ingestion.application.syncing import SyncOutcome
from ingestion.domain.facts import Kind, Source, TitleKey
from ingestion.domain.jobs import Job, sync_kind

JobStatus = Literal["queued", "processing", "ready", "failed", "cancelled"]
PriorityName = Literal["person", "tracked", "refresh", "snapshot"]
IngestionStatus = Literal["ready", "importing"]

MediaId = Annotated[UUID, Field(description="The title's media id", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"])]
TmdbNumber = Annotated[int, Field(description="TMDB's number of the title", examples=[550])]
JobNumber = Annotated[
    UUID,
    Field(description="Follow it at `GET /ingestion/jobs/{id}`", examples=["5c1f6f3e-2c55-4a52-9d5f-0c2f6b6f2b11"]),
]
State = Annotated[
    JobStatus,
    Field(
        description="`queued`: waits for its turn or for a provider. `processing`: runs. `ready`: succeeded. `failed`:"
        " gave up, see `errorCode`. `cancelled`: was stopped",
        examples=["queued"],
    ),
]
Visible = Annotated[
    IngestionStatus,
    Field(
        description="`ready`: the title is imported, and stays visible while it is refreshed. `importing`: not yet",
        examples=["ready"],
    ),
]

Slug = Annotated[
    str | None,
    Field(
        description="The title's slug, to open it with; null until catalog has published it", examples=["fight-club"]
    ),
]
NO_SLUGS: Mapping[TitleKey, str] = {}

_PRIORITIES: Mapping[str, PriorityName] = {
    "USER": "person",
    "TRACKED": "tracked",
    "REFRESH": "refresh",
    "SNAPSHOT": "snapshot",
}


class Progress(ResponseModel):
    """How far a job is; null is unknown."""

    done: int | None = Field(description="Number of items that are finished, or null when unknown", examples=[40])
    total: int | None = Field(description="Number of all items, or null when unknown", examples=[200])


class JobResult(ResponseModel):
    """How the rows of a bulk import ended so far. The job is `ready` when every row has ended, failed ones too."""

    ready: int = Field(description="Titles that were imported", examples=[997])
    failed: int = Field(description="Titles whose import failed", examples=[1])
    cancelled: int = Field(description="Titles whose import was cancelled", examples=[0])
    rejected: int = Field(description="Rows that name no title", examples=[2])
    duplicate: int = Field(description="Rows that name the title of an earlier row", examples=[0])

    @classmethod
    def of(cls, job: Job) -> Self | None:
        """Return the counts of a bulk import; None for other jobs and before the first count."""
        counts = job.result or {}
        return cls.model_validate(dict(counts)) if "ready" in counts else None


class JobResponse(ResponseModel):
    """A job."""

    id: UUID = Field(description="Id of the job", examples=["5c1f6f3e-2c55-4a52-9d5f-0c2f6b6f2b11"])
    kind: str = Field(
        description="What the job does: `sync-movie` and `sync-show` import a title, `bulk` many, the others read a"
        " list, follow changes or collect signals",
        examples=["sync-movie"],
    )
    status: State
    priority: PriorityName = Field(
        description="Who waits for it, the most urgent first. `person`: a user. `tracked`: users who follow the show."
        " `refresh`: nobody, it keeps titles fresh. `snapshot`: nobody, it collects the signals of the day",
        examples=["person"],
    )
    tmdb_id: int | None = Field(description="TMDB number of the title it imports, or null without one", examples=[550])
    type: Kind | None = Field(description="`movie` or `show`, or null without a title", examples=["movie"])
    media_id: UUID | None = Field(
        description="Id of the title, or null without one", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"]
    )
    slug: Slug = None
    attempts: int = Field(description="Number of runs that failed; waiting for a provider does not count", examples=[0])
    error_code: str | None = Field(
        description="Stable cause of the last failure, or null without one", examples=["not_found"]
    )
    error_message: str | None = Field(description="The same in a sentence", examples=["tmdb: there is no such title"])
    missing: list[Source] = Field(
        description="Providers it would have used and that are not configured", examples=[["omdb"]]
    )
    progress: Progress = Field(description="How far the job is")
    result: JobResult | None = Field(
        description="Counts of a bulk import by how its rows ended; null for other jobs and before the first count"
    )
    degraded: list[str] = Field(
        description="What the job could not read in full although it went on, such as pages of a list that disagree",
        examples=[["trending.movie.day: page 2 has 19 entries, not 20"]],
    )
    parent_id: UUID | None = Field(
        description="Id of the job that started it, or null without one",
        examples=["0d1f8a52-7f0e-4a44-8f0e-2f4f8d0d9a10"],
    )
    run_at: datetime = Field(description="When a queued job may run", examples=["2026-11-21T12:00:00Z"])
    created_at: datetime = Field(description="When the job was created", examples=["2026-11-21T12:00:00Z"])
    updated_at: datetime = Field(description="When the job last changed", examples=["2026-11-21T12:00:02Z"])
    finished_at: datetime | None = Field(
        description="When the job ended, or null while it is queued or runs", examples=["2026-11-21T12:00:02Z"]
    )

    @classmethod
    def of(cls, job: Job, slugs: Mapping[TitleKey, str] = NO_SLUGS) -> Self:
        """Return the answer for a job; its title's slug is among `slugs` once the job is ready."""
        return cls(
            id=job.id,
            kind=job.kind.value,
            status=job.phase.value,
            priority=_PRIORITIES[job.priority.name],
            tmdb_id=job.title.tmdb_id if job.title else None,
            type=job.title.kind if job.title else None,
            media_id=media_id(job.title.kind, job.title.tmdb_id) if job.title else None,
            slug=slugs.get(job.title) if job.title else None,
            attempts=job.attempts,
            error_code=job.reason_code,
            error_message=job.reason,
            missing=list(job.missing),
            progress=Progress(done=job.done, total=job.total),
            result=JobResult.of(job),
            degraded=list((job.result or {}).get("degraded", ())),
            parent_id=job.parent,
            run_at=job.run_at,
            created_at=job.created_at,
            updated_at=job.updated_at,
            finished_at=job.finished_at,
        )


class StartedResponse(ResponseModel):
    """A job that was started, or one with the same parameters that is queued or running already.

    Every request that starts a job returns these fields.
    """

    status: State
    job_id: JobNumber
    kind: str = Field(description="What the job does", examples=["change-feed"])
    deduped: bool = Field(
        description="Whether a job with the same parameters was queued or running already, and is returned",
        examples=[False],
    )

    @classmethod
    def of(cls, started: tuple[Job, bool], **more: object) -> Self:
        """Return the answer for a job and whether it is new; `more` are the further fields."""
        job, new = started
        return cls.model_validate(
            {**more, "status": job.phase.value, "job_id": job.id, "kind": job.kind.value, "deduped": not new}
        )


class RetriedResponse(JobResponse):
    """The job that does the work again: the one that was retried, or one that does its work already."""

    job_id: JobNumber
    deduped: bool = Field(description="Whether another job does its work already", examples=[False])


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
        """Return the answer for the outcome of a request."""
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
    """The outcome of a request to see a title."""

    status: Literal["ready", "importing", "not_found"] = Field(
        description="`ready`: there and imported within a day, no job was needed. `importing`: `jobId` brings it, or"
        " refreshes it. `not_found`: TMDB said within the last hour that it knows no such title",
        examples=["importing"],
    )
    id: MediaId
    type: Kind = Field(description="`movie` or `show`", examples=["movie"])
    tmdb_id: TmdbNumber
    ingestion_status: IngestionStatus | None = Field(
        description="`ready` when the title can be looked at now, also while it is refreshed; null where there is none",
        examples=["importing"],
    )
    job_id: UUID | None = Field(
        description="Follow it at `GET /ingestion/jobs/{id}`; null where no job was needed",
        examples=["5c1f6f3e-2c55-4a52-9d5f-0c2f6b6f2b11"],
    )

    slug: Slug = None

    @classmethod
    def of(cls, demand: Demand, slugs: Mapping[TitleKey, str]) -> Self:
        """Return the answer for the outcome of a request."""
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
        """Give the answer for a row."""
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
