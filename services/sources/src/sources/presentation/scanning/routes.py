"""Routes of scans: requested, listed, and followed as they happen."""

from collections.abc import AsyncIterator
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from chassis.http.dependencies import NO_BODY
from chassis.http.document.event_streams import as_events, event_stream
from chassis.http.schemas import Success
from chassis.http.tokens import AdminPrincipal, CurrentPrincipal
from sources.application.media_sources.access import Actor
from sources.application.scanning.requesting import Follower
from sources.domain.media_sources.errors import SourceNotFound, SourceOfAnother, SourcePaused, TooManyStreams
from sources.presentation.dependencies import PRIVATE, ApplicationDep, SourceId, actor
from sources.presentation.errors import refuses
from sources.presentation.scanning.schemas import ScanResponse

router = APIRouter(prefix="/sources/{sourceId}", tags=["sources"])
admin_router = APIRouter(prefix="/admin/sources/{sourceId}", tags=["sources: administration"])

_STREAM: Final = event_stream(
    "scan",
    ScanResponse,
    '{"id":"5c1f6f3e-2c55-4a52-9d5f-0c2f6b6f2b11","status":"processing","listed":1200,"new":40,"unchanged":1160}',
)


async def _follower(
    use_cases: ApplicationDep, principal: CurrentPrincipal, source_id: SourceId
) -> AsyncIterator[Follower]:
    """Yield a follower for as long as its stream is open; a stream that has begun cannot be refused."""
    await use_cases.scans.of_source(source_id, actor(principal))
    follower = use_cases.scans.join(principal.user_id, source_id, expires_at=principal.expires_at)
    try:
        yield follower
    finally:
        use_cases.scans.leave(follower)


@router.post(
    "/scan",
    status_code=202,
    summary="Scan a media source",
    responses=refuses(SourceNotFound, SourceOfAnother, SourcePaused),
    dependencies=NO_BODY,
)
async def scan_media_source(
    use_cases: ApplicationDep, principal: CurrentPrincipal, source_id: SourceId
) -> Success[ScanResponse]:
    """Scan a media source now; a scan that is queued or runs already is returned."""
    return Success(data=ScanResponse.of(await use_cases.scans.request(source_id, actor(principal))))


@router.get("/scans", summary="List the scans of a media source", responses=refuses(SourceNotFound))
async def list_scans(
    use_cases: ApplicationDep, principal: CurrentPrincipal, source_id: SourceId, response: Response
) -> Success[list[ScanResponse]]:
    """Return the newest 50 scans of a media source, the newest first, with what each has counted."""
    response.headers.update(PRIVATE)
    scans = await use_cases.scans.of_source(source_id, actor(principal))
    return Success(data=[ScanResponse.of(scan) for scan in scans])


@router.get(
    "/scans/events",
    summary="Follow the scans of a media source",
    response_class=EventSourceResponse,
    responses=refuses(SourceNotFound, TooManyStreams) | _STREAM,
)
async def follow_scans(follower: Annotated[Follower, Depends(_follower)]) -> AsyncIterator[ServerSentEvent]:
    """Stream every change of the scans of a media source as server-sent events `scan`, until the access token expires.

    It begins with the newest 50 scans. A user may have five streams open.
    """
    async for event in as_events("scan", follower.changes(), ScanResponse.of):
        yield event


@admin_router.post(
    "/scan",
    status_code=202,
    summary="Scan any media source",
    responses=refuses(SourceNotFound, SourcePaused),
    dependencies=NO_BODY,
)
async def scan_any_media_source(
    use_cases: ApplicationDep, principal: AdminPrincipal, source_id: SourceId
) -> Success[ScanResponse]:
    """Scan a media source of any user now."""
    administrator = Actor(principal.user_id, is_administrator=True)
    return Success(data=ScanResponse.of(await use_cases.scans.request(source_id, administrator)))
