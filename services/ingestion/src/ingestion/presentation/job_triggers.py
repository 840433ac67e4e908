"""Endpoints that start scheduled jobs on request, and the import of past signals."""

from typing import Annotated, Final

from fastapi import APIRouter, Body, Query

from chassis.http.schemas import RequestModel, Success
from chassis.http.tokens import AdminPrincipal, Principal
from ingestion.domain.jobs import Job, JobKind, Priority
from ingestion.presentation.dependencies import NO_BODY, ApplicationDep
from ingestion.presentation.requests.fields import NoParams
from ingestion.presentation.requests.imports import TrackedRequest
from ingestion.presentation.requests.lists import (
    DigitalRequest,
    NowPlayingRequest,
    RegionRequest,
    ReleasesRequest,
    TrendingParams,
    TrendingRequest,
    joined,
)
from ingestion.presentation.requests.signals import BackfillRequest, SnapshotsRequest
from ingestion.presentation.responses.jobs import StartedResponse
from ingestion.presentation.responses.triggers import (
    BackfillResponse,
    ListStarted,
    RegionStarted,
    ReleasesStarted,
    SnapshotsStarted,
    TrackedStarted,
    TrendingStarted,
)

router = APIRouter(prefix="/ingestion", tags=["ingestion"])

PAGE_SIZE: Final = 20


@router.post("/trending", status_code=202, summary="Import the trending lists")
async def trending(
    application: ApplicationDep,
    principal: AdminPrincipal,
    params: Annotated[TrendingParams, Query()],
    body: Annotated[TrendingRequest | None, Body()] = None,
) -> Success[TrendingStarted]:
    """Start a job that reads TMDB's trending lists, imports what is missing and replaces each list at once.

    With the legacy `page` only the titles of that page are imported, and the lists stay. Parameters are read from the
    query or from the body. One parameter in both is an error.
    """
    request: TrendingRequest = joined(params, body)
    started = await _start(application, principal, JobKind.TRENDING, request)
    pages = request.pages if request.page is None else 1
    most = pages * PAGE_SIZE * (2 if request.type is None else 1)
    return Success(
        data=TrendingStarted.of(
            started,
            mode="dispatcher" if request.page is None else "legacy",
            pages=request.pages if request.page is None else None,
            page=request.page,
            max_items=most,
            sync_stats=request.sync_stats,
            type=request.type,
            force=request.force,
        )
    )


@router.post(
    "/movies/now-playing",
    status_code=202,
    summary="Import movies in theaters",
)
async def now_playing(
    application: ApplicationDep, principal: AdminPrincipal, body: Annotated[NowPlayingRequest | None, Body()] = None
) -> Success[ListStarted]:
    """Start a job that reads the list of movies in theaters, imports what is missing and replaces the list at once."""
    request = body or NowPlayingRequest()
    started = await _start(application, principal, JobKind.NOW_PLAYING, request)
    return Success(data=ListStarted.of(started, region=request.region, force=request.force))


@router.post(
    "/movies/now-playing-flags",
    status_code=202,
    summary="Refresh the list of theaters",
)
async def now_playing_flags(
    application: ApplicationDep, principal: AdminPrincipal, body: Annotated[RegionRequest | None, Body()] = None
) -> Success[RegionStarted]:
    """Start a job that replaces the list of movies in theaters and imports nothing. An empty list empties it."""
    request = body or RegionRequest()
    started = await _start(application, principal, JobKind.NOW_PLAYING_FLAGS, request)
    return Success(data=RegionStarted.of(started, region=request.region))


@router.post(
    "/movies/new-releases",
    status_code=202,
    summary="Import new theatrical releases",
)
async def new_releases(
    application: ApplicationDep, principal: AdminPrincipal, body: Annotated[ReleasesRequest | None, Body()] = None
) -> Success[ReleasesStarted]:
    """Start a job that finds movies released in theaters within `daysBack` days and imports what is missing."""
    return await _released(application, principal, JobKind.NEW_RELEASES, body or ReleasesRequest())


@router.post(
    "/movies/new-on-digital",
    status_code=202,
    summary="Import new digital releases",
)
async def new_on_digital(
    application: ApplicationDep, principal: AdminPrincipal, body: Annotated[DigitalRequest | None, Body()] = None
) -> Success[ReleasesStarted]:
    """Start a job that finds movies released digitally within `daysBack` days and imports what is missing."""
    return await _released(application, principal, JobKind.NEW_ON_DIGITAL, body or DigitalRequest())


@router.post("/snapshots", status_code=202, summary="Collect today's signals", dependencies=NO_BODY)
async def snapshots(
    application: ApplicationDep, principal: AdminPrincipal, params: Annotated[SnapshotsRequest, Query()]
) -> Success[SnapshotsStarted]:
    """Start a job that observes the watchers and the popularity of every title and publishes `signals.collected`.

    What was observed today already is published again as it is, unless `force` is set.
    """
    started = await _start(application, principal, JobKind.SNAPSHOTS, params)
    return Success(data=SnapshotsStarted.of(started, force=params.force))


@router.post("/shows/tracked", status_code=202, summary="Refresh followed shows", dependencies=NO_BODY)
async def tracked_shows(
    application: ApplicationDep, principal: AdminPrincipal, params: Annotated[TrackedRequest, Query()]
) -> Success[TrackedStarted]:
    """Start a job that refreshes every running show that a user follows."""
    started = await _start(application, principal, JobKind.TRACKED_SHOWS, params, Priority.TRACKED)
    return Success(data=TrackedStarted.of(started, force=params.force))


@router.post(
    "/changes",
    status_code=202,
    summary="Read the change feed",
    dependencies=NO_BODY,
)
async def changes(application: ApplicationDep, principal: AdminPrincipal) -> Success[StartedResponse]:
    """Start a job that refreshes the imported titles that TMDB lists as changed since the last run."""
    return Success(data=StartedResponse.of(await _start(application, principal, JobKind.CHANGE_FEED, NoParams())))


@router.post(
    "/signals/backfill",
    status_code=202,
    summary="Import past signals",
)
async def backfill(application: ApplicationDep, _: AdminPrincipal, body: BackfillRequest) -> Success[BackfillResponse]:
    """Publish watchers and popularity of past days, observed at the end of their day: all rows or none."""
    accepted = await application.backfill([row.to_signals() for row in body.rows])
    return Success(data=BackfillResponse(accepted=accepted, empty=len(body.rows) - accepted))


async def _released(
    application: ApplicationDep, principal: Principal, kind: JobKind, request: ReleasesRequest | DigitalRequest
) -> Success[ReleasesStarted]:
    started = await _start(application, principal, kind, request)
    return Success(
        data=ReleasesStarted.of(started, region=request.region, force=request.force, days_back=request.days_back)
    )


async def _start(
    application: ApplicationDep,
    principal: Principal,
    kind: JobKind,
    request: RequestModel,
    priority: Priority = Priority.REFRESH,
) -> tuple[Job, bool]:
    """Queue a job, or join the active one with the same parameters; other parameters are another job."""
    special = request.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return await application.jobs.start(
        kind,
        request.model_dump(mode="json", by_alias=True, exclude_none=True),
        dedup_key=":".join([kind.value, *(f"{name}={special[name]}" for name in sorted(special))]),
        priority=priority,
        user=principal.user_id,
    )
