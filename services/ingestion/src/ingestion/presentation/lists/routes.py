"""Endpoints that sync a ranked list."""

from typing import Annotated, Final

from fastapi import APIRouter, Body, Query

from chassis.http.dependencies import NO_BODY
from chassis.http.schemas import Success
from chassis.http.tokens import AdminPrincipal, Principal
from ingestion.domain.jobs import JobKind
from ingestion.presentation.dependencies import ApplicationDep
from ingestion.presentation.job_start import start_job
from ingestion.presentation.lists.requests import (
    DigitalRequest,
    NowPlayingRequest,
    RegionRequest,
    ReleasesRequest,
    StatsSyncParams,
    TrendingParams,
    TrendingRequest,
    joined,
)
from ingestion.presentation.lists.responses import (
    ListStarted,
    RegionStarted,
    ReleasesStarted,
    StatsSyncStarted,
    TrendingStarted,
)

router = APIRouter(prefix="/ingestion", tags=["ingestion"])
stats_router = APIRouter(prefix="/stats", tags=["ingestion"])
"""The path of the Ratingo API for what `POST /ingestion/trending` does."""


PAGE_SIZE: Final = 20


@router.post("/trending", status_code=202, summary="Import the trending lists")
async def import_trending(
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
    started = await start_job(application, principal, JobKind.TRENDING, request)
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


@stats_router.post("/sync", status_code=201, summary="Sync trending titles with their watchers", dependencies=NO_BODY)
async def sync_stats(
    application: ApplicationDep, principal: AdminPrincipal, params: Annotated[StatsSyncParams, Query()]
) -> Success[StatsSyncStarted]:
    """Start the job of `POST /ingestion/trending` for the first `limit` titles of each type, with their watchers."""
    request = TrendingRequest(pages=-(-params.limit // PAGE_SIZE), sync_stats=True)
    started = await start_job(application, principal, JobKind.TRENDING, request)
    return Success(data=StatsSyncStarted.of(started, message="Sync of trending titles has started", limit=params.limit))


@router.post(
    "/movies/now-playing",
    status_code=202,
    summary="Import movies in theaters",
)
async def import_now_playing(
    application: ApplicationDep, principal: AdminPrincipal, body: Annotated[NowPlayingRequest | None, Body()] = None
) -> Success[ListStarted]:
    """Start a job that reads the list of movies in theaters, imports what is missing and replaces the list at once."""
    request = body or NowPlayingRequest()
    started = await start_job(application, principal, JobKind.NOW_PLAYING, request)
    return Success(data=ListStarted.of(started, region=request.region, force=request.force))


@router.post(
    "/movies/now-playing-flags",
    status_code=202,
    summary="Refresh the list of theaters",
)
async def refresh_now_playing_flags(
    application: ApplicationDep, principal: AdminPrincipal, body: Annotated[RegionRequest | None, Body()] = None
) -> Success[RegionStarted]:
    """Start a job that replaces the list of movies in theaters and imports nothing. An empty list empties it."""
    request = body or RegionRequest()
    started = await start_job(application, principal, JobKind.NOW_PLAYING_FLAGS, request)
    return Success(data=RegionStarted.of(started, region=request.region))


@router.post(
    "/movies/new-releases",
    status_code=202,
    summary="Import new theatrical releases",
)
async def import_new_releases(
    application: ApplicationDep, principal: AdminPrincipal, body: Annotated[ReleasesRequest | None, Body()] = None
) -> Success[ReleasesStarted]:
    """Start a job that finds movies released in theaters within `daysBack` days and imports what is missing."""
    return await _released(application, principal, JobKind.NEW_RELEASES, body or ReleasesRequest())


@router.post(
    "/movies/new-on-digital",
    status_code=202,
    summary="Import new digital releases",
)
async def import_new_on_digital(
    application: ApplicationDep, principal: AdminPrincipal, body: Annotated[DigitalRequest | None, Body()] = None
) -> Success[ReleasesStarted]:
    """Start a job that finds movies released digitally within `daysBack` days and imports what is missing."""
    return await _released(application, principal, JobKind.NEW_ON_DIGITAL, body or DigitalRequest())


async def _released(
    application: ApplicationDep, principal: Principal, kind: JobKind, request: ReleasesRequest | DigitalRequest
) -> Success[ReleasesStarted]:
    started = await start_job(application, principal, kind, request)
    return Success(
        data=ReleasesStarted.of(started, region=request.region, force=request.force, days_back=request.days_back)
    )
