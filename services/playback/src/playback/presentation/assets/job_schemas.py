"""Query parameters and response bodies about the jobs of assets."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal, Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import Parameters, ResponseModel
from jobs.model import Job, Status
from jobs.ports import JobFilter
from playback.application.assets.jobs import ListedJob
from playback.application.jobs import REGISTRY

_AT = "2026-11-21T12:00:00Z"
_ID = "5c1f6f3e-2c55-4a52-9d5f-0c2f6b6f2b11"

# No schema of its own: the document of all services has each schema once, and ingestion has this one.
State = Literal["queued", "processing", "ready", "failed", "cancelled"]
_STATES: Final[Mapping[Status, State]] = {
    Status.QUEUED: "queued",
    Status.PROCESSING: "processing",
    Status.READY: "ready",
    Status.FAILED: "failed",
    Status.CANCELLED: "cancelled",
}


class AssetJobResponse(ResponseModel):
    """A job of an asset."""

    id: UUID = Field(description="Id of the job", examples=["5c1f6f3e-2c55-4a52-9d5f-0c2f6b6f2b11"])
    kind: str = Field(
        description="`finish-upload` checks an upload, `process-version` makes a version, `encode-rendition` encodes"
        " one of its streams",
        examples=["process-version"],
    )
    status: State = Field(description="State of the job", examples=["processing"])
    done: int | None = Field(
        description="How far it is, in milliseconds of video or bytes of an upload; null when unknown",
        examples=[610000],
    )
    total: int | None = Field(description="What `done` will be at the end; null when unknown", examples=[5400000])
    attempts: int = Field(description="Number of runs that failed", examples=[0])
    reason_code: str | None = Field(description="Code of why it failed, waits or was cancelled", examples=[None])
    reason: str | None = Field(description="The same in a sentence", examples=[None])
    parent: UUID | None = Field(description="Id of the job that queued it", examples=[None])
    created_at: datetime = Field(description="When it was queued (UTC)", examples=[_AT])
    updated_at: datetime = Field(description="When it last changed (UTC)", examples=[_AT])
    finished_at: datetime | None = Field(description="When it ended (UTC)", examples=[None])

    @classmethod
    def of(cls, job: Job) -> Self:
        """Return the response of a job."""
        return cls(
            id=job.id,
            kind=job.kind,
            status=_STATES[REGISTRY.phase(job)],
            done=job.done,
            total=job.total,
            attempts=job.attempts,
            reason_code=job.reason_code,
            reason=job.reason,
            parent=job.parent,
            created_at=job.created_at,
            updated_at=job.updated_at,
            finished_at=job.finished_at,
        )


class ListedJobResponse(AssetJobResponse):
    """A job with its asset."""

    asset_id: UUID = Field(description="Id of the asset", examples=[_ID])
    subject: str | None = Field(description="What it plays; null if it does not exist", examples=[_ID])
    media_item_id: UUID | None = Field(description="Id of its title", examples=[_ID])

    @classmethod
    def listed(cls, one: ListedJob) -> Self:
        """Return the response of a job in a list of all."""
        return cls(
            **AssetJobResponse.of(one.job).model_dump(),
            asset_id=one.asset_id,
            subject=None if one.subject is None else str(one.subject),
            media_item_id=None if one.subject is None else one.subject.media_id,
        )


class AssetJobsParams(Parameters):
    """Which jobs of all assets are listed."""

    status: list[State] = Field(
        default=[],
        max_length=5,
        description="In these states only, the parameter once per state",
        examples=[["failed"]],
    )
    kind: list[Literal["process-version", "encode-rendition", "finish-upload"]] = Field(
        default=[], max_length=3, description="Of these kinds only, the parameter once per kind", examples=[[]]
    )

    limit: int = Field(default=20, ge=1, le=100, description="Maximum number of items on the page", examples=[20])
    offset: int = Field(default=0, ge=0, le=100_000, description="Number of items before the page", examples=[0])

    def chosen(self) -> JobFilter:
        """Return the filter."""
        states = tuple(status for status, name in _STATES.items() if name in self.status)
        return JobFilter(statuses=states, kinds=tuple(self.kind), limit=self.limit, offset=self.offset)
