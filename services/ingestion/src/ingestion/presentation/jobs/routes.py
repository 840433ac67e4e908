"""Jobs over HTTP: their state, their progress as it happens, cancel and retry."""

import csv
import io
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from fastapi.responses import PlainTextResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent

from chassis.http.dependencies import NO_BODY
from chassis.http.document.event_streams import as_events, event_stream
from chassis.http.schemas import Page, Success, page_meta
from chassis.http.tokens import AdminPrincipal, CurrentPrincipal, Principal
from ingestion.application import Application
from ingestion.application.imports.rows import report
from ingestion.application.job_feed import Follower
from ingestion.domain.errors import TooManyStreams
from ingestion.domain.jobs import Job
from ingestion.presentation.dependencies import ApplicationDep
from ingestion.presentation.errors import refuses
from ingestion.presentation.jobs.requests import FollowParams, JobsParams, ReportParams
from ingestion.presentation.jobs.responses import JobResponse, RetriedResponse
from ingestion.presentation.request_fields import MOST_IDS, JobId
from ingestion.presentation.titles.responses import ReportResponse, RowResponse
from jobs.errors import JobEnded, JobNotFound, JobNotRetryable
from jobs.ports import JobFilter

router = APIRouter(prefix="/ingestion/jobs", tags=["ingestion"])

STREAM: Final = event_stream(
    "job",
    JobResponse,
    '{"id":"5c1f6f3e-2c55-4a52-9d5f-0c2f6b6f2b11","kind":"sync-movie","status":"processing",'
    '"tmdbId":550,"type":"movie","progress":{"done":null,"total":null}}',
)
TABLE: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "content": {
            "text/csv": {
                "schema": {"type": "string"},
                "example": "line,tmdbId,type,status,reason,jobId\r\n"
                "2,550,movie,ready,,5c1f6f3e-2c55-4a52-9d5f-0c2f6b6f2b11\r\n"
                "3,,,rejected,type 'person' is neither movie nor show,\r\n",
            }
        }
    }
}


async def _visible(application: ApplicationDep, principal: CurrentPrincipal, job_id: JobId) -> Job:
    """Return a job to the users who requested it, administrators and viewers. Raise JobNotFound for others."""
    job = await application.jobs.job(job_id)
    if principal.user_id not in job.requested_by and principal.roles.isdisjoint(("admin", "viewer")):
        raise JobNotFound(job_id)
    return job


# A dependency, because a stream that has begun can no longer be refused.
VisibleJob = Annotated[Job, Depends(_visible)]


async def _of_one(application: ApplicationDep, principal: CurrentPrincipal, job: VisibleJob) -> AsyncIterator[Follower]:
    """Yield a follower of one job, for as long as its stream is open."""
    with _joined(application, principal, (job.id,)) as follower:
        yield follower


async def _named_or_all(
    application: ApplicationDep, principal: AdminPrincipal, params: Annotated[FollowParams, Query()]
) -> AsyncIterator[Follower]:
    """Yield a follower of the named jobs, or of all, for as long as its stream is open."""
    with _joined(application, principal, params.named) as follower:
        yield follower


@contextmanager
def _joined(application: Application, principal: Principal, ids: tuple[UUID, ...]) -> Iterator[Follower]:
    follower = application.feed.join(principal.user_id, ids, expires_at=principal.expires_at)
    try:
        yield follower
    finally:
        application.feed.leave(follower)


@router.get("", summary="List jobs")
async def list_jobs(
    application: ApplicationDep, _: AdminPrincipal, params: Annotated[JobsParams, Query()]
) -> Page[JobResponse]:
    """Return a page of jobs, the newest first."""
    size = params.limit or (MOST_IDS if params.named else 20)
    jobs, total = await application.jobs.jobs(
        JobFilter(
            statuses=tuple(params.status),
            kinds=tuple(params.kind),
            ids=params.named,
            parent=params.parent,
            fields={"title": params.title} if params.title is not None else {},
            since=params.since,
            until=params.until,
            limit=size,
            offset=params.offset,
        )
    )
    slugs = await application.titles.slugs(jobs)
    return Page(
        data=[JobResponse.of(job, slugs) for job in jobs],
        meta=page_meta(count=len(jobs), total=total, limit=size, offset=params.offset),
    )


@router.get(
    "/events",
    summary="Follow jobs",
    response_class=EventSourceResponse,
    responses=refuses(TooManyStreams) | STREAM,
)
async def follow_jobs(follower: Annotated[Follower, Depends(_named_or_all)]) -> AsyncIterator[ServerSentEvent]:
    """Stream every change of the given jobs, or of all queued and running ones, as server-sent events `job`.

    With `ids` the stream ends when all of them have ended. Every stream ends when the access token expires. A user may
    have a limited number of streams open.
    """
    async for event in _events(follower):
        yield event


@router.get("/{jobId}", summary="Get a job", responses=refuses(JobNotFound))
async def get_job(application: ApplicationDep, job: VisibleJob) -> Success[JobResponse]:
    """Return a job to the users who requested it and to administrators; to others it does not exist.

    Its `slug` is set once the job is ready.
    """
    return Success(data=JobResponse.of(job, await application.titles.slugs([job])))


@router.get(
    "/{jobId}/events",
    summary="Follow a job",
    response_class=EventSourceResponse,
    responses=refuses(JobNotFound, TooManyStreams) | STREAM,
)
async def follow_job(follower: Annotated[Follower, Depends(_of_one)]) -> AsyncIterator[ServerSentEvent]:
    """Stream the changes of a job as server-sent events `job`, until it has ended or the access token expires.

    Users follow the jobs that they requested, administrators all. A user may have a limited number of streams open.
    """
    async for event in _events(follower):
        yield event


@router.get(
    "/{jobId}/report",
    summary="Get a bulk import report",
    response_model=Success[ReportResponse],
    responses=refuses(JobNotFound) | TABLE,
)
async def bulk_report(
    application: ApplicationDep, _: AdminPrincipal, job_id: JobId, params: Annotated[ReportParams, Query()]
) -> Success[ReportResponse] | PlainTextResponse:
    """Return what became of every row of a bulk import so far, in the order of the rows."""
    job, started = await application.jobs.outcomes(job_id)
    rows = [RowResponse.of(row) for row in report(job, started)]
    if params.csv:
        return _table(rows, job_id)
    counts = Counter(row.status for row in rows)
    return Success(data=ReportResponse(job=JobResponse.of(job), counts=dict(counts), rows=rows))


@router.post(
    "/{jobId}/retry",
    summary="Retry a job",
    responses=refuses(JobNotFound, JobNotRetryable),
    dependencies=NO_BODY,
)
async def retry_job(application: ApplicationDep, _: AdminPrincipal, job_id: JobId) -> Success[RetriedResponse]:
    """Queue a failed or cancelled job again, and return it. It continues from its checkpoint."""
    job = await application.jobs.retry(job_id)
    shown = JobResponse.of(job).model_dump()
    return Success(data=RetriedResponse.model_validate({**shown, "job_id": job.id, "deduped": job.id != job_id}))


@router.post(
    "/{jobId}/cancel",
    summary="Cancel a job",
    responses=refuses(JobNotFound, JobEnded),
    dependencies=NO_BODY,
)
async def cancel_job(application: ApplicationDep, _: AdminPrincipal, job_id: JobId) -> Success[JobResponse]:
    """Cancel a queued or running job, and return it; what it has finished stays."""
    return Success(data=JobResponse.of(await application.jobs.cancel(job_id)))


def _events(follower: Follower) -> AsyncIterator[ServerSentEvent]:
    return as_events("job", follower.changes(), lambda job: JobResponse.of(job, follower.slugs))


def _table(rows: Sequence[RowResponse], job_id: UUID) -> PlainTextResponse:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["line", "tmdbId", "type", "status", "reason", "jobId"])
    for row in rows:
        cells = [row.line, row.tmdb_id, row.type, row.status, row.reason, row.job_id]
        writer.writerow([_harmless(cell) for cell in cells])
    return PlainTextResponse(
        out.getvalue(),
        media_type="text/csv",
        headers={"Content-Disposition": f'attachment; filename="import-{job_id}.csv"'},
    )


def _harmless(cell: object) -> str:
    """Return the text of a cell, with a quote before one that a spreadsheet would read as a formula (CWE-1236)."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text
