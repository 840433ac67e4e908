"""What the ingestion API answers of imports and jobs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field

from chassis.schemas import Answer
from contracts.identity import media_id
from ingestion.application.bulk import RowOutcome
from ingestion.application.on_demand import Demand
from ingestion.domain.facts import Kind, Source, TitleKey
from ingestion.domain.jobs import Job

JobStatus = Literal["queued", "processing", "ready", "failed", "cancelled"]
PriorityName = Literal["person", "tracked", "refresh", "snapshot"]
IngestionStatus = Literal["ready", "importing"]

MediaId = Annotated[UUID, Field(description="The title's media id", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"])]
TmdbNumber = Annotated[int, Field(description="TMDB's number of the title", examples=[550])]
JobNumber = Annotated[
    UUID,
    Field(description="Follow it at `GET /ingestion/jobs/{id}`", examples=["5c1f6f3e-2c55-4a52-9d5f-0c2f6b6f2b11"]),
]
State = Annotated[JobStatus, Field(description="Where the job stands", examples=["queued"])]
Visible = Annotated[
    IngestionStatus,
    Field(description="`ready` when the title is there: it stays visible while it is refreshed", examples=["ready"]),
]

_PRIORITIES: Mapping[str, PriorityName] = {
    "PERSON": "person",
    "TRACKED": "tracked",
    "REFRESH": "refresh",
    "SNAPSHOT": "snapshot",
}


class Progress(Answer):
    """How far a job is; null where that is not known."""

    done: int | None = Field(description="Items that are through", examples=[40])
    total: int | None = Field(description="Items in all", examples=[200])


class JobAnswer(Answer):
    """A job."""

    id: UUID = Field(examples=["5c1f6f3e-2c55-4a52-9d5f-0c2f6b6f2b11"])
    kind: str = Field(description="What it does", examples=["sync-movie"])
    status: State
    priority: PriorityName = Field(description="Who waits for it", examples=["person"])
    tmdb_id: int | None = Field(description="The title it imports, if it is one", examples=[550])
    type: Kind | None = Field(description="`movie` or `show`", examples=["movie"])
    media_id: UUID | None = Field(
        description="The media id of the title", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"]
    )
    attempts: int = Field(description="Runs that failed; waiting for a provider is none", examples=[0])
    error_code: str | None = Field(description="Stable cause of the last failure", examples=["not_found"])
    error_message: str | None = Field(description="The same for a person", examples=["tmdb: there is no such title"])
    missing: list[Source] = Field(
        description="Sources it would have asked and that are not configured", examples=[["omdb"]]
    )
    progress: Progress
    parent_id: UUID | None = Field(
        description="The job that started it", examples=["0d1f8a52-7f0e-4a44-8f0e-2f4f8d0d9a10"]
    )
    run_at: datetime = Field(description="When a queued job may run", examples=["2026-11-21T12:00:00Z"])
    created_at: datetime = Field(examples=["2026-11-21T12:00:00Z"])
    updated_at: datetime = Field(examples=["2026-11-21T12:00:02Z"])
    finished_at: datetime | None = Field(
        description="Null while it is queued or runs", examples=["2026-11-21T12:00:02Z"]
    )

    @classmethod
    def of(cls, job: Job) -> Self:
        """Give the answer for a job."""
        return cls(
            id=job.id,
            kind=job.kind.value,
            status=job.status.value,
            priority=_PRIORITIES[job.priority.name],
            tmdb_id=job.title.tmdb_id if job.title else None,
            type=job.title.kind if job.title else None,
            media_id=media_id(job.title.kind, job.title.tmdb_id) if job.title else None,
            attempts=job.attempts,
            error_code=job.reason_code,
            error_message=job.reason,
            missing=list(job.missing),
            progress=Progress(done=job.done, total=job.total),
            parent_id=job.parent,
            run_at=job.run_at,
            created_at=job.created_at,
            updated_at=job.updated_at,
            finished_at=job.finished_at,
        )


class SyncAnswer(Answer):
    """The job that imports a title, and whether the title is there already."""

    status: State
    job_id: JobNumber
    id: MediaId
    type: Kind = Field(description="`movie` or `show`", examples=["movie"])
    tmdb_id: TmdbNumber
    ingestion_status: Visible
    imported: bool = Field(description="The same as a yes or no", examples=[True])

    @classmethod
    def of(cls, title: TitleKey, job: Job, *, imported: bool) -> Self:
        """Give the answer for a title and its job."""
        return cls(
            status=job.status.value,
            job_id=job.id,
            id=media_id(title.kind, title.tmdb_id),
            type=title.kind,
            tmdb_id=title.tmdb_id,
            ingestion_status="ready" if imported else "importing",
            imported=imported,
        )


class ImportAnswer(Answer):
    """What became of a wish to see a title. Its slug is the catalog's and not told here: ask the catalog for it."""

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

    @classmethod
    def of(cls, demand: Demand) -> Self:
        """Give the answer for what became of a wish."""
        coming: Literal["importing"] | None = "importing" if demand.status == "importing" else None
        return cls(
            status=demand.status,
            id=media_id(demand.title.kind, demand.title.tmdb_id),
            type=demand.title.kind,
            tmdb_id=demand.title.tmdb_id,
            ingestion_status="ready" if demand.visible else coming,
            job_id=demand.job.id if demand.job else None,
        )


class BulkJob(Answer):
    """One title of a bulk import and its job."""

    job_id: JobNumber
    tmdb_id: TmdbNumber
    type: Kind = Field(description="`movie` or `show`", examples=["movie"])
    status: State


class BulkAnswer(Answer):
    """The jobs of a bulk import, in the order asked, and the job of the whole."""

    job_id: UUID = Field(
        description="The whole: its report is at `GET /ingestion/jobs/{id}/report`",
        examples=["0d1f8a52-7f0e-4a44-8f0e-2f4f8d0d9a10"],
    )
    jobs: list[BulkJob]


class StartedAnswer(Answer):
    """A job that was started, or one with the same parameters that is queued or runs already."""

    status: State
    job_id: JobNumber
    kind: str = Field(description="What it does", examples=["change-feed"])
    deduped: bool = Field(description="Whether the job was there already", examples=[False])

    @classmethod
    def of(cls, started: tuple[Job, bool], **said: object) -> Self:
        """Give the answer for a job and whether it is new; `said` are the further fields."""
        job, new = started
        return cls.model_validate(
            {**said, "status": job.status.value, "job_id": job.id, "kind": job.kind.value, "deduped": not new}
        )


class TrendingStarted(StartedAnswer):
    """A job that takes the trending lists."""

    mode: Literal["dispatcher"] = "dispatcher"
    pages: int = Field(description="Pages of 20 titles it reads, per kind", examples=[5])
    max_items: int = Field(description="Most titles it may list", examples=[200])
    sync_stats: bool = Field(description="Whether Trakt is asked who watches them now", examples=[True])
    type: Kind | None = Field(description="Null for films and shows", examples=["movie"])
    force: bool = Field(description="Whether every listed title is imported again", examples=[False])


class RegionStarted(StartedAnswer):
    """A job that takes a list of a region."""

    region: str | None = Field(description="Null is the region of the installation", examples=["US"])


class ListStarted(RegionStarted):
    """A job that takes a list of a region and imports what is missing."""

    force: bool = Field(description="Whether every listed title is imported again", examples=[False])


class ReleasesStarted(ListStarted):
    """A job that finds what was released lately."""

    days_back: int = Field(description="Released within so many days", examples=[30])


class SnapshotsStarted(StartedAnswer):
    """A job that collects the day's signals."""

    region: Literal["global"] = "global"
    force: bool = Field(description="Whether what was looked at today is looked at again", examples=[False])


class TrackedStarted(StartedAnswer):
    """A job that refreshes followed shows."""

    force: bool = Field(description="Whether every source is asked for everything", examples=[False])


class BackfillAnswer(Answer):
    """How many rows were told of."""

    accepted: int = Field(description="Rows that said something", examples=[4990])
    empty: int = Field(description="Rows without a single value", examples=[10])


class RowAnswer(Answer):
    """What became of a row."""

    line: int = Field(description="Line of the table (its head is 1), or place in the list, from 1", examples=[2])
    text: str = Field(description="The row as it came", examples=["550,movie"])
    tmdb_id: int | None = Field(description="Null where the row names no title", examples=[550])
    type: Kind | None = Field(description="`movie` or `show`", examples=["movie"])
    status: str = Field(
        description="The state of the row's job, or `rejected`, `duplicate`, `not_started`", examples=["ready"]
    )
    reason: str | None = Field(description="Why it was rejected or failed", examples=["tmdb: there is no such title"])
    job_id: UUID | None = Field(
        description="The job that imports it", examples=["5c1f6f3e-2c55-4a52-9d5f-0c2f6b6f2b11"]
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


class ReportAnswer(Answer):
    """A bulk import row by row."""

    job: JobAnswer
    counts: dict[str, int] = Field(description="Rows by status", examples=[{"ready": 998, "rejected": 2}])
    rows: list[RowAnswer]
