"""Bodies of scans."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import RequestModel, ResponseModel
from jobs.model import Job
from music.domain.scanning.counts import Counts

_ID = "5c1f6f3e-2c55-4a52-9d5f-0c2f6b6f2b11"


class ScanRequest(RequestModel):
    """Which scan to begin."""

    is_full: bool = Field(
        default=False, description="Whether the tags of files that have not changed are read, too", examples=[False]
    )


class MusicScanResponse(ResponseModel):
    """A scan of the music folders, with what it has counted so far."""

    id: UUID = Field(description="Id of the scan", examples=[_ID])
    status: str = Field(description="queued, processing, ready, failed or cancelled", examples=["processing"])
    is_full: bool = Field(description="Whether unchanged files are read, too", examples=[False])
    created_at: datetime = Field(description="When it was requested", examples=["2026-11-30T12:00:00Z"])
    finished_at: datetime | None = Field(description="When it ended, or null", examples=["2026-11-30T12:01:00Z"])
    listed: int = Field(description="Audio files that were listed", examples=[1200])
    added: int = Field(description="New files", examples=[40])
    changed: int = Field(description="Files that differ from the last scan", examples=[3])
    moved: int = Field(description="Files at another place than before", examples=[0])
    unchanged: int = Field(description="Files as they were", examples=[1157])
    missing: int = Field(description="Files that have left their folder", examples=[2])
    returned: int = Field(description="Files that were missing and are there again", examples=[0])
    unreadable: int = Field(description="Files whose tags cannot be read", examples=[1])
    problems: dict[str, str] = Field(
        description="Why music folders could not be read, by their ids",
        examples=[{"0b7f5f3a-3f0e-5c55-a7ee-8b6f2b1f7f10": "it is empty: its disk may not be mounted"}],
    )
    reason: str | None = Field(description="Why it failed, or null", examples=[None])

    @classmethod
    def of(cls, job: Job) -> Self:
        """Return the body of a scan."""
        stated = job.result or (job.checkpoint or {}).get("counts", {})
        counts = Counts.of(stated)
        return cls(
            id=job.id,
            status=job.status,
            is_full=bool(job.payload.get("is_full")),
            created_at=job.created_at,
            finished_at=job.finished_at,
            **counts.document(),
            problems=dict(stated.get("problems", {})),
            reason=job.reason,
        )
