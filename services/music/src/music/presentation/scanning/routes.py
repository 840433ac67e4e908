"""Routes of scans: requested, listed, ended, and followed as they happen."""

from collections.abc import AsyncIterator
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from fastapi.sse import EventSourceResponse, ServerSentEvent

from chassis.http.dependencies import NO_BODY
from chassis.http.document.event_streams import as_events, event_stream
from chassis.http.schemas import Success
from chassis.http.tokens import AdminPrincipal
from music.application.scanning.requesting import Follower
from music.domain.scanning.errors import ScanNotFound, ScanRunning, TooManyStreams
from music.presentation.dependencies import ApplicationDep, ScanId
from music.presentation.errors import refuses
from music.presentation.scanning.schemas import MusicScanResponse, ScanRequest

router = APIRouter(prefix="/admin/music/scans", tags=["music: administration"])

_STREAM: Final = event_stream(
    "scan",
    MusicScanResponse,
    '{"id":"5c1f6f3e-2c55-4a52-9d5f-0c2f6b6f2b11","status":"processing","listed":1200,"added":40,"unchanged":1160}',
)


async def _follower(use_cases: ApplicationDep, principal: AdminPrincipal) -> AsyncIterator[Follower]:
    """Yield a follower for as long as its stream is open; a stream that has begun cannot be refused."""
    follower = use_cases.scans.join(principal.user_id, expires_at=principal.expires_at)
    try:
        yield follower
    finally:
        use_cases.scans.leave(follower)


@router.post("", status_code=202, summary="Scan the music folders", responses=refuses(ScanRunning))
async def scan_music(
    use_cases: ApplicationDep, principal: AdminPrincipal, body: ScanRequest
) -> Success[MusicScanResponse]:
    """Read what has changed in the music folders; a full scan reads the tags of every file. One runs at a time."""
    job = await use_cases.scans.request(principal.user_id, is_full=body.is_full)
    return Success(data=MusicScanResponse.of(job))


@router.get("", summary="List the scans of music")
async def list_music_scans(use_cases: ApplicationDep, _: AdminPrincipal) -> Success[list[MusicScanResponse]]:
    """Return the newest 50 scans, the newest first, with what each has counted."""
    return Success(data=[MusicScanResponse.of(job) for job in await use_cases.scans.newest()])


@router.get(
    "/events",
    summary="Follow the scans of music",
    response_class=EventSourceResponse,
    responses=refuses(TooManyStreams) | _STREAM,
)
async def follow_music_scans(follower: Annotated[Follower, Depends(_follower)]) -> AsyncIterator[ServerSentEvent]:
    """Stream every change of scans as server-sent events `scan`, until the access token expires.

    It begins with the newest 50 scans. A user may have five streams open.
    """
    async for event in as_events("scan", follower.changes(), MusicScanResponse.of):
        yield event


@router.get("/{scanId}", summary="Get a scan of music", responses=refuses(ScanNotFound))
async def get_music_scan(use_cases: ApplicationDep, _: AdminPrincipal, scan_id: ScanId) -> Success[MusicScanResponse]:
    """Return a scan with what it has counted so far."""
    return Success(data=MusicScanResponse.of(await use_cases.scans.get(scan_id)))


@router.post("/{scanId}/cancel", summary="End a scan of music", responses=refuses(ScanNotFound), dependencies=NO_BODY)
async def cancel_music_scan(
    use_cases: ApplicationDep, _: AdminPrincipal, scan_id: ScanId
) -> Success[MusicScanResponse]:
    """End a scan; what it has read stays. A scan that has ended is returned as it is."""
    return Success(data=MusicScanResponse.of(await use_cases.scans.cancel(scan_id)))
