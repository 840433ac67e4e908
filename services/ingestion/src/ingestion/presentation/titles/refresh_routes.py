"""Endpoints that refresh imported titles."""

from typing import Annotated

from fastapi import APIRouter, Query

from chassis.http.dependencies import NO_BODY
from chassis.http.schemas import Success
from chassis.http.tokens import AdminPrincipal
from ingestion.domain.jobs import JobKind, Priority
from ingestion.presentation.dependencies import ApplicationDep
from ingestion.presentation.job_start import start_job
from ingestion.presentation.jobs.responses import StartedResponse
from ingestion.presentation.request_fields import NoParams
from ingestion.presentation.titles.refresh_responses import TrackedStarted
from ingestion.presentation.titles.requests import TrackedRequest

router = APIRouter(prefix="/ingestion", tags=["ingestion"])


@router.post("/shows/tracked", status_code=202, summary="Refresh followed shows", dependencies=NO_BODY)
async def refresh_tracked_shows(
    application: ApplicationDep, principal: AdminPrincipal, params: Annotated[TrackedRequest, Query()]
) -> Success[TrackedStarted]:
    """Start a job that refreshes every running show that a user follows."""
    started = await start_job(application, principal, JobKind.TRACKED_SHOWS, params, Priority.TRACKED)
    return Success(data=TrackedStarted.of(started, force=params.force))


@router.post(
    "/changes",
    status_code=202,
    summary="Read the change feed",
    dependencies=NO_BODY,
)
async def read_change_feed(application: ApplicationDep, principal: AdminPrincipal) -> Success[StartedResponse]:
    """Start a job that refreshes the imported titles that TMDB lists as changed since the last run."""
    return Success(data=StartedResponse.of(await start_job(application, principal, JobKind.CHANGE_FEED, NoParams())))
