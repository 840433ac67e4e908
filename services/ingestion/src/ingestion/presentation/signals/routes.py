"""Endpoints that collect the signals of the day, and that import past ones."""

from typing import Annotated

from fastapi import APIRouter, Query

from chassis.http.dependencies import NO_BODY
from chassis.http.schemas import Success
from chassis.http.tokens import AdminPrincipal
from ingestion.domain.jobs import JobKind
from ingestion.presentation.dependencies import ApplicationDep
from ingestion.presentation.job_start import start_job
from ingestion.presentation.signals.requests import BackfillRequest, SnapshotsRequest
from ingestion.presentation.signals.responses import BackfillResponse, SnapshotsStarted

router = APIRouter(prefix="/ingestion", tags=["ingestion"])


@router.post("/snapshots", status_code=202, summary="Collect today's signals", dependencies=NO_BODY)
async def collect_signals(
    application: ApplicationDep, principal: AdminPrincipal, params: Annotated[SnapshotsRequest, Query()]
) -> Success[SnapshotsStarted]:
    """Start a job that observes the watchers and the popularity of every title and publishes `signals.collected`.

    What was observed today already is published again as it is, unless `force` is set.
    """
    started = await start_job(application, principal, JobKind.SNAPSHOTS, params)
    return Success(data=SnapshotsStarted.of(started, force=params.force))


@router.post(
    "/signals/backfill",
    status_code=202,
    summary="Import past signals",
)
async def import_signals(
    application: ApplicationDep, _: AdminPrincipal, body: BackfillRequest
) -> Success[BackfillResponse]:
    """Publish watchers and popularity of past days, observed at the end of their day: all rows or none."""
    accepted = await application.backfill([row.to_signals() for row in body.rows])
    return Success(data=BackfillResponse(accepted=accepted, empty=len(body.rows) - accepted))
