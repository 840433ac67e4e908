"""Bodies of scans."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal, Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ResponseModel
from jobs.model import Job, Status
from sources.domain.scanning.counts import Counts

_AT = "2026-11-30T12:00:00Z"

# No schema of its own: the document of all services has each schema once, and ingestion has this one.
_State = Literal["queued", "processing", "ready", "failed", "cancelled"]
_STATES: Final[Mapping[Status, _State]] = {
    Status.QUEUED: "queued",
    Status.PROCESSING: "processing",
    Status.READY: "ready",
    Status.FAILED: "failed",
    Status.CANCELLED: "cancelled",
}


class ScanResponse(ResponseModel):
    """A scan of a media source."""

    id: UUID = Field(description="Id of the scan", examples=["5c1f6f3e-2c55-4a52-9d5f-0c2f6b6f2b11"])
    source_id: UUID = Field(description="Id of the source", examples=["0b7f5f3a-3f0e-5c55-a7ee-8b6f2b1f7f10"])
    status: _State = Field(description="State of the scan", examples=["processing"])
    is_listing: bool | None = Field(
        description="Whether every file is listed, or only what has changed; null before it has begun", examples=[True]
    )
    is_complete: bool | None = Field(
        description="Whether every folder could be read; if not, no file counts as gone. Null before its end",
        examples=[True],
    )
    listed: int = Field(description="Files that were listed so far", examples=[1200])
    new: int = Field(description="Those that were not known", examples=[40])
    changed: int = Field(description="Those whose content has changed", examples=[2])
    unchanged: int = Field(description="Those that are as before", examples=[1158])
    gone: int = Field(description="Files that have left the source; known at the end of a listing", examples=[3])
    recognized: int = Field(description="New and changed files whose title was found", examples=[41])
    attempts: int = Field(description="Number of runs that failed", examples=[0])
    reason_code: str | None = Field(description="Code of why it failed, waits or was cancelled", examples=[None])
    reason: str | None = Field(description="The same in a sentence", examples=[None])
    run_at: datetime = Field(description="When a queued scan may run (UTC)", examples=[_AT])
    created_at: datetime = Field(description="When it was queued (UTC)", examples=[_AT])
    updated_at: datetime = Field(description="When it last changed (UTC)", examples=[_AT])
    finished_at: datetime | None = Field(description="When it ended (UTC)", examples=[None])

    @classmethod
    def of(cls, job: Job) -> Self:
        """Return the body of a scan: its result, or how far it is."""
        result = job.result or {}
        counts = Counts.of(result or job.checkpoint.get("counts", {}))
        return cls(
            id=job.id,
            source_id=UUID(job.payload["source_id"]),
            status=_STATES[job.status],
            is_listing=result.get("is_listing", job.checkpoint.get("is_listing")),
            is_complete=result.get("is_complete"),
            listed=counts.listed,
            new=counts.new,
            changed=counts.changed,
            unchanged=counts.unchanged,
            gone=counts.gone,
            recognized=counts.recognized,
            attempts=job.attempts,
            reason_code=job.reason_code,
            reason=job.reason,
            run_at=job.run_at,
            created_at=job.created_at,
            updated_at=job.updated_at,
            finished_at=job.finished_at,
        )
