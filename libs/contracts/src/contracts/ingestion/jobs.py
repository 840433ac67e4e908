"""The progress of import jobs."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.event import Event, event
from contracts.identity import Kind
from contracts.ingestion.facts import Source


@event("import.progressed.v1", publisher="ingestion", consumers=("notifications",), keep_days=7)
class ImportProgressedV1(Event):
    """The state of an import job changed."""

    job_id: UUID
    job_kind: str
    status: Literal["queued", "processing", "ready", "failed", "cancelled"]
    media_id: UUID | None = None
    kind: Kind | None = None
    tmdb_id: int | None = None
    title: str | None = None
    """The name of the title, at the end of an import that users wait for; null where it is not known."""
    attempts: int = Field(default=0, ge=0)
    done: int | None = Field(default=None, ge=0)
    total: int | None = Field(default=None, ge=0)
    reason: str | None = None
    reason_code: str | None = None
    """A stable name of the reason, for example `not_found` or `timeout`."""
    missing: tuple[Source, ...] = ()
    """Sources that the job needed and that are not configured."""
    requested_by: tuple[UUID, ...] = ()
    """Users who wait for this import; empty for other jobs, and for a title of a larger import, which they wait for."""
    requested_at: AwareDatetime | None = None
    """When the job was requested first."""
    occurred_at: AwareDatetime

    def key(self) -> str:
        """Keyed by job."""
        return str(self.job_id)
