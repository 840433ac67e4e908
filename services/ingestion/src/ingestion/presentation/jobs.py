"""Jobs over HTTP: their state, their progress as it happens, cancel and retry."""

import asyncio
import csv
import io
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import PlainTextResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent

from chassis.errors import ApiError, error_responses
from chassis.schemas import Page, Success, page_meta
from chassis.security import AdminPrincipal, CurrentPrincipal
from ingestion.application.bulk import report
from ingestion.application.ports import JobFilter
from ingestion.domain.errors import JobNotFound
from ingestion.domain.jobs import ALIVE, Job, JobKind, Status
from ingestion.presentation.dependencies import Menu
from ingestion.presentation.schemas import JobAnswer, ReportAnswer, RowAnswer

router = APIRouter(prefix="/ingestion/jobs", tags=["ingestion"])

LOOK_SECONDS = 0.5
QUIET_LOOKS = 20
MOST_IDS = 200
LONGEST_STREAM_LOOKS = 7200

Statuses = Annotated[list[Status] | None, Query(description="Only jobs in these states")]
Kinds = Annotated[list[JobKind] | None, Query(description="Only jobs of these kinds")]


async def _named(
    ids: Annotated[str | None, Query(description="Only these jobs: up to 200 ids divided by commas")] = None,
) -> tuple[UUID, ...]:
    parts = [part for part in (ids or "").split(",") if part.strip()]
    if len(parts) > MOST_IDS:
        raise ApiError(400, "VALIDATION_ERROR", f"ids: at most {MOST_IDS}, not {len(parts)}")
    try:
        return tuple(UUID(part.strip()) for part in parts)
    except ValueError as broken:
        raise ApiError(400, "VALIDATION_ERROR", "ids: must be UUIDs divided by commas") from broken


async def _visible(menu: Menu, principal: CurrentPrincipal, job_id: UUID) -> Job:
    """A job that somebody else asked for does not exist, except for administrators."""
    job = await menu.jobs.job(job_id)
    if principal.user_id not in job.requested_by and not principal.has_role("admin"):
        raise JobNotFound(job_id)
    return job


# Dependencies, because a stream that has begun can no longer be refused.
Named = Annotated[tuple[UUID, ...], Depends(_named)]
VisibleJob = Annotated[Job, Depends(_visible)]


@router.get("", summary="List jobs", responses=error_responses(400, 401, 403, 503))
async def list_jobs(
    menu: Menu,
    _: AdminPrincipal,
    named: Named,
    status: Statuses = None,
    kind: Kinds = None,
    parent: Annotated[UUID | None, Query(description="Only jobs started by this one")] = None,
    limit: Annotated[int | None, Query(ge=1, le=200, description="20 by default, all of `ids` if given")] = None,
    offset: Annotated[int, Query(ge=0, le=100_000)] = 0,
) -> Page[JobAnswer]:
    """Give jobs, the newest first."""
    size = limit or (MOST_IDS if named else 20)
    found, total = await menu.jobs.jobs(
        JobFilter(
            statuses=tuple(status or ()),
            kinds=tuple(kind or ()),
            ids=named,
            parent=parent,
            limit=size,
            offset=offset,
        )
    )
    return Page(
        data=[JobAnswer.of(job) for job in found],
        meta=page_meta(count=len(found), total=total, limit=size, offset=offset),
    )


@router.get(
    "/events",
    summary="Follow jobs",
    response_class=EventSourceResponse,
    responses=error_responses(400, 401, 403, 503),
)
async def follow_jobs(menu: Menu, request: Request, _: AdminPrincipal, named: Named) -> AsyncIterator[ServerSentEvent]:
    """Tell of every change of the named jobs, or of all queued and running ones, as server-sent events `job`.
    With `ids` the stream ends when all of them have ended."""
    wanted = JobFilter(ids=named, limit=MOST_IDS) if named else JobFilter(statuses=tuple(ALIVE), limit=MOST_IDS)
    async for event in _changes(menu, request, wanted, until_over=bool(named)):
        yield event


@router.get("/{job_id}", summary="One job", responses=error_responses(401, 404, 503))
async def get_job(job: VisibleJob) -> Success[JobAnswer]:
    """Give a job to those who asked for it and to administrators."""
    return Success(data=JobAnswer.of(job))


@router.get(
    "/{job_id}/events",
    summary="Follow a job",
    response_class=EventSourceResponse,
    responses=error_responses(401, 404, 503),
)
async def follow_job(menu: Menu, request: Request, job: VisibleJob) -> AsyncIterator[ServerSentEvent]:
    """Tell of a job's changes as server-sent events `job`, until it has ended."""
    async for event in _changes(menu, request, JobFilter(ids=(job.id,), limit=1), until_over=True):
        yield event


@router.get(
    "/{job_id}/report",
    summary="A bulk import row by row",
    response_model=Success[ReportAnswer],
    responses=error_responses(401, 403, 404, 503) | {200: {"content": {"text/csv": {}}}},
)
async def bulk_report(
    menu: Menu,
    _: AdminPrincipal,
    job_id: UUID,
    as_csv: Annotated[bool, Query(alias="csv", description="As a table to download")] = False,
) -> Success[ReportAnswer] | PlainTextResponse:
    """Tell what became of every row, as things stand."""
    job, started = await menu.jobs.outcomes(job_id)
    rows = [RowAnswer.of(row) for row in report(job, started)]
    if as_csv:
        return _table(rows, job_id)
    counts = Counter(row.status for row in rows)
    return Success(data=ReportAnswer(job=JobAnswer.of(job), counts=dict(counts), rows=rows))


@router.post("/{job_id}/retry", summary="Try a job again", responses=error_responses(401, 403, 404, 409, 503))
async def retry_job(menu: Menu, _: AdminPrincipal, job_id: UUID) -> Success[JobAnswer]:
    """Queue a failed or cancelled job afresh. It goes on where it had got to."""
    return Success(data=JobAnswer.of(await menu.jobs.retry(job_id)))


@router.post("/{job_id}/cancel", summary="Cancel a job", responses=error_responses(401, 403, 404, 409, 503))
async def cancel_job(menu: Menu, _: AdminPrincipal, job_id: UUID) -> Success[JobAnswer]:
    """Cancel a queued or running job; what it has finished stays."""
    return Success(data=JobAnswer.of(await menu.jobs.cancel(job_id)))


async def _changes(
    menu: Menu, request: Request, wanted: JobFilter, *, until_over: bool
) -> AsyncIterator[ServerSentEvent]:
    """Look twice a second and tell of what differs; a comment keeps quiet lines open."""
    told: dict[UUID, Job] = {}
    quiet = 0
    for _ in range(LONGEST_STREAM_LOOKS):
        found, _total = await menu.jobs.jobs(wanted)
        gone = [job_id for job_id in told if job_id not in {job.id for job in found}]
        if gone and not until_over:
            ended, _total = await menu.jobs.jobs(JobFilter(ids=tuple(gone[:MOST_IDS]), limit=MOST_IDS))
            found = [*found, *ended]
        changed = [job for job in found if told.get(job.id) != job]
        for job in changed:
            told[job.id] = job
            yield ServerSentEvent(event="job", data=JobAnswer.of(job).model_dump(mode="json", by_alias=True))
        for job_id in gone:
            told.pop(job_id, None)
        if until_over and all(job.status not in ALIVE for job in found):
            return
        quiet = 0 if changed else quiet + 1
        if quiet and quiet % QUIET_LOOKS == 0:
            yield ServerSentEvent(comment="still here")
        if await request.is_disconnected():
            return
        await asyncio.sleep(LOOK_SECONDS)


def _table(rows: Sequence[RowAnswer], job_id: UUID) -> PlainTextResponse:
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
    """A text that a spreadsheet would take for a formula gets a quote before it (CWE-1236)."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text
