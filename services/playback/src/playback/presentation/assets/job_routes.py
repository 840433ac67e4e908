"""Routes of the jobs of assets: their state, and their progress as it happens."""

from collections.abc import AsyncIterator
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent

from chassis.http.document.event_streams import as_events, event_stream
from chassis.http.schemas import Page, Success, page_meta
from chassis.http.tokens import EditorPrincipal
from playback.application.assets.jobs import Follower
from playback.domain.assets.errors import AssetNotFound, TooManyStreams
from playback.presentation.assets.job_schemas import AssetJobResponse, AssetJobsParams, ListedJobResponse
from playback.presentation.assets.routes import AssetId
from playback.presentation.dependencies import ApplicationDep
from playback.presentation.errors import refuses

router = APIRouter(prefix="/admin/playback/assets/{assetId}/jobs", tags=["playback: administration"])
all_router = APIRouter(prefix="/admin/playback/jobs", tags=["playback: administration"])

_STREAM: Final = event_stream(
    "job",
    AssetJobResponse,
    '{"id":"5c1f6f3e-2c55-4a52-9d5f-0c2f6b6f2b11","kind":"encode-rendition","status":"processing","done":610000,'
    '"total":5400000}',
)


async def _follower(
    use_cases: ApplicationDep, principal: EditorPrincipal, asset_id: AssetId
) -> AsyncIterator[Follower]:
    """Yield a follower for as long as its stream is open; a stream that has begun cannot be refused."""
    jobs = use_cases.files.asset_jobs
    await jobs.of_asset(asset_id)
    follower = jobs.join(principal.user_id, asset_id, expires_at=principal.expires_at)
    try:
        yield follower
    finally:
        jobs.leave(follower)


@router.get("", summary="List the jobs of an asset", responses=refuses(AssetNotFound))
async def list_asset_jobs(
    use_cases: ApplicationDep, _: EditorPrincipal, asset_id: AssetId
) -> Success[list[AssetJobResponse]]:
    """Return the newest 50 jobs of an asset, the newest first."""
    return Success(data=[AssetJobResponse.of(job) for job in await use_cases.files.asset_jobs.of_asset(asset_id)])


@all_router.get("", summary="List the jobs of all assets")
async def list_jobs_of_assets(
    use_cases: ApplicationDep, _: EditorPrincipal, params: Annotated[AssetJobsParams, Query()]
) -> Page[ListedJobResponse]:
    """Return a page of the jobs of all assets, the newest first."""
    jobs, total = await use_cases.files.asset_jobs.page(params.chosen())
    return Page(
        data=[ListedJobResponse.listed(job) for job in jobs],
        meta=page_meta(count=len(jobs), total=total, limit=params.limit, offset=params.offset),
    )


@router.get(
    "/events",
    summary="Follow the jobs of an asset",
    response_class=EventSourceResponse,
    responses=refuses(AssetNotFound, TooManyStreams) | _STREAM,
)
async def follow_asset_jobs(follower: Annotated[Follower, Depends(_follower)]) -> AsyncIterator[ServerSentEvent]:
    """Stream every change of the jobs of an asset as server-sent events `job`, until the access token expires.

    It begins with the newest 50 jobs. A user may have five streams open.
    """
    async for event in as_events("job", follower.changes(), AssetJobResponse.of):
        yield event
