"""Responses about jobs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ResponseModel
from contracts.identity import media_id
from ingestion.domain.jobs import Job
from ingestion.domain.titles.facts import Kind, Source, TitleKey
from ingestion.presentation.response_fields import JobNumber, PriorityName, Slug, State

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
        " `refresh`: no user, it keeps titles fresh. `snapshot`: no user, it collects the signals of the day",
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
        """Return the response for a job; its title's slug is among `slugs` once the job is ready."""
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
        """Return the response for a job and whether it is new; `more` are the further fields."""
        job, new = started
        return cls.model_validate(
            {**more, "status": job.phase.value, "job_id": job.id, "kind": job.kind.value, "deduped": not new}
        )


class RetriedResponse(JobResponse):
    """The job that does the work again: the one that was retried, or one that does its work already."""

    job_id: JobNumber
    deduped: bool = Field(description="Whether another job does its work already", examples=[False])
