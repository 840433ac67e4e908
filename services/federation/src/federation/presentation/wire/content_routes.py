"""Routes of what is shared, for peers. docs/federation.md describes them."""

from contextlib import AsyncExitStack
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Request, Response

from chassis.core.lists.pages import Slice
from federation.domain.peers.permissions import Permission
from federation.presentation.dependencies import AlbumId, ApplicationDep, ListId, TrackId
from federation.presentation.streams import request_headers, streamed
from federation.presentation.wire.signed import SignedDep, written

router = APIRouter(prefix="/federation/wire", include_in_schema=False)

Limit = Annotated[int, Query(ge=1, le=100)]
Offset = Annotated[int, Query(ge=0, le=100_000)]
_PURPOSES: Final = {"stream": Permission.STREAM, "download": Permission.DOWNLOAD}


@router.get("/albums")
async def shared_albums(
    use_cases: ApplicationDep, request: SignedDep, limit: Limit = 20, offset: Offset = 0
) -> Response:
    """Return a page of shared albums."""
    peer = await use_cases.receive(request, Permission.BROWSE)
    return written(use_cases, await use_cases.serve.albums(peer, Slice(limit, offset)))


@router.get("/albums/{albumId}")
async def shared_album(use_cases: ApplicationDep, request: SignedDep, album_id: AlbumId) -> Response:
    """Return a shared album with its tracks."""
    peer = await use_cases.receive(request, Permission.BROWSE)
    return written(use_cases, await use_cases.serve.album(peer, album_id))


@router.get("/lists")
async def shared_lists(
    use_cases: ApplicationDep, request: SignedDep, limit: Limit = 20, offset: Offset = 0
) -> Response:
    """Return a page of shared lists."""
    await use_cases.receive(request, Permission.BROWSE)
    return written(use_cases, await use_cases.serve.lists(Slice(limit, offset)))


@router.get("/lists/{listId}")
async def shared_list(use_cases: ApplicationDep, request: SignedDep, list_id: ListId) -> Response:
    """Return a shared list with its titles."""
    await use_cases.receive(request, Permission.BROWSE)
    return written(use_cases, await use_cases.serve.shared_list(list_id))


@router.get("/titles")
async def shared_titles(
    use_cases: ApplicationDep, request: SignedDep, limit: Limit = 20, offset: Offset = 0
) -> Response:
    """Return a page of the titles of shared lists."""
    await use_cases.receive(request, Permission.BROWSE)
    return written(use_cases, await use_cases.serve.titles(Slice(limit, offset)))


@router.get("/activity")
async def shared_activity(
    use_cases: ApplicationDep, request: SignedDep, limit: Limit = 20, offset: Offset = 0
) -> Response:
    """Return what was shared last."""
    await use_cases.receive(request, Permission.ACTIVITY)
    return written(use_cases, await use_cases.serve.activity(Slice(limit, offset)))


@router.get("/albums/{albumId}/tracks/{trackId}/file")
async def shared_track(
    use_cases: ApplicationDep,
    signed: SignedDep,
    album_id: AlbumId,
    track_id: TrackId,
    request: Request,
    purpose: Annotated[Literal["stream", "download"], Query()] = "stream",
) -> Response:
    """Send the file of a track of a shared album, or a range of it, while the relation lasts."""
    permission = _PURPOSES[purpose]
    peer = await use_cases.receive(signed, permission)
    headers = request_headers(request, with_digest=permission is Permission.DOWNLOAD)
    async with AsyncExitStack() as opening:
        opened = await opening.enter_async_context(use_cases.serve.track(peer, album_id, track_id, permission, headers))
        return streamed(opened.status, opened.headers, opened.chunks, opening.pop_all())
    raise AssertionError("opening ends no exception")
