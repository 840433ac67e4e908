"""Routes of what peers share, for every user of this server."""

from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from typing import Annotated, TypeVar

from fastapi import APIRouter, Query, Request, Response

from chassis.core.lists.pages import Slice
from chassis.http.dependencies import NO_BODY
from chassis.http.follow_up.byte_ranges import BEYOND, FILE
from chassis.http.schemas import Page, Success, page_meta
from chassis.http.tokens import CurrentPrincipal
from federation.domain.peers.errors import PeerNotFound, PeerNotPermitted, PeerRefused, PeerUnreachable
from federation.domain.sharing.errors import ContentUnavailable, SharedItemNotFound
from federation.presentation.dependencies import PRIVATE, AlbumId, ApplicationDep, ListId, PeerId, TrackId
from federation.presentation.errors import refuses
from federation.presentation.sharing.browse_schemas import (
    CopiedListResponse,
    FederatedActivityResponse,
    FederatedAlbumResponse,
    FederatedAlbumWithTracksResponse,
    FederatedListResponse,
    FederatedListWithTitlesResponse,
    FederatedPeerResponse,
    FederatedTitleResponse,
)
from federation.presentation.streams import request_headers, streamed

router = APIRouter(prefix="/federation/peers", tags=["federation: peers"])

Item = TypeVar("Item")
Shown = TypeVar("Shown")
Limit = Annotated[int, Query(ge=1, le=100, description="Maximum number of items on the page", examples=[20])]
Offset = Annotated[int, Query(ge=0, le=100_000, description="Number of items before the page", examples=[0])]

_CALLS = (PeerNotFound, PeerNotPermitted, PeerUnreachable, PeerRefused)
_READS = refuses(*_CALLS, SharedItemNotFound)


def _page(items: Sequence[Item], total: int, part: Slice, shown: Callable[[Item], Shown]) -> Page[Shown]:
    meta = page_meta(count=len(items), total=total, limit=part.limit, offset=part.offset)
    # Items that are gone at the peer are left out of a page, and others may still follow.
    has_more = part.offset + part.limit < total
    return Page(data=[shown(item) for item in items], meta=meta.model_copy(update={"has_more": has_more}))


@router.get("", summary="List active peers")
async def list_active_peers(
    use_cases: ApplicationDep, _: CurrentPrincipal, response: Response
) -> Success[list[FederatedPeerResponse]]:
    """Return the servers whose shared items this one may see, by name."""
    response.headers.update(PRIVATE)
    return Success(data=[FederatedPeerResponse.of(peer) for peer in await use_cases.browse.peers()])


@router.get("/{peerId}/albums", summary="List albums of a peer", responses=_READS)
async def list_peer_albums(
    use_cases: ApplicationDep, _: CurrentPrincipal, peer_id: PeerId, limit: Limit = 20, offset: Offset = 0
) -> Page[FederatedAlbumResponse]:
    """Return the albums that a peer shares, the newest shares first. They are read there now."""
    part = Slice(limit, offset)
    page = await use_cases.browse.albums(peer_id, part)
    return _page(page.items, page.total, part, FederatedAlbumResponse.of)


@router.get("/{peerId}/albums/{albumId}", summary="Get an album of a peer", responses=_READS)
async def get_peer_album(
    use_cases: ApplicationDep, _: CurrentPrincipal, peer_id: PeerId, album_id: AlbumId
) -> Success[FederatedAlbumWithTracksResponse]:
    """Return an album that a peer shares, with its tracks."""
    album = await use_cases.browse.album(peer_id, album_id)
    return Success(data=FederatedAlbumWithTracksResponse.with_tracks(album))


@router.get(
    "/{peerId}/albums/{albumId}/tracks/{trackId}/stream",
    summary="Play a track of a peer",
    response_class=Response,
    responses=FILE
    | {304: {"description": "The client has the file already, by `If-None-Match`"}}
    | refuses(*_CALLS, SharedItemNotFound, cases=[BEYOND]),
)
async def stream_peer_track(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    peer_id: PeerId,
    album_id: AlbumId,
    track_id: TrackId,
    request: Request,
) -> Response:
    """Send a track that a peer shares, or a range of it. It ends within seconds when the relation does.

    It also ends with the session of the user, by signing out or by a suspension.
    """
    async with AsyncExitStack() as opening:
        track = use_cases.browse.track(peer_id, album_id, track_id, request_headers(request), principal.session_id)
        opened = await opening.enter_async_context(track)
        return streamed(opened.status, opened.headers, opened.chunks, opening.pop_all())
    raise AssertionError("opening ends no exception")


@router.get("/{peerId}/lists", summary="List lists of a peer", responses=_READS)
async def list_peer_lists(
    use_cases: ApplicationDep, _: CurrentPrincipal, peer_id: PeerId, limit: Limit = 20, offset: Offset = 0
) -> Page[FederatedListResponse]:
    """Return the lists that a peer shares, the newest shares first. They are read there now."""
    part = Slice(limit, offset)
    page = await use_cases.browse.lists(peer_id, part)
    return _page(page.items, page.total, part, FederatedListResponse.of)


@router.get("/{peerId}/lists/{listId}", summary="Get a list of a peer", responses=_READS)
async def get_peer_list(
    use_cases: ApplicationDep, _: CurrentPrincipal, peer_id: PeerId, list_id: ListId
) -> Success[FederatedListWithTitlesResponse]:
    """Return a list that a peer shares, with its titles."""
    shared = await use_cases.browse.shared_list(peer_id, list_id)
    return Success(data=FederatedListWithTitlesResponse.with_titles(shared))


@router.post(
    "/{peerId}/lists/{listId}/copies",
    status_code=201,
    summary="Copy a list of a peer",
    responses=refuses(*_CALLS, SharedItemNotFound, ContentUnavailable),
    dependencies=NO_BODY,
)
async def copy_peer_list(
    use_cases: ApplicationDep, principal: CurrentPrincipal, peer_id: PeerId, list_id: ListId, request: Request
) -> Success[CopiedListResponse]:
    """Make a private list of the signed-in user from a list of a peer, with the titles that this server has.

    A user has one copy of a list: a repeated request adds what is missing, and returns the same one.
    """
    authorization = request.headers["authorization"]
    made = await use_cases.copy_list(peer_id, list_id, principal.user_id, authorization)
    return Success(data=CopiedListResponse(list_id=made.list_id, name=made.name, copied=made.copied, total=made.total))


@router.get("/{peerId}/titles", summary="List titles of a peer", responses=_READS)
async def list_peer_titles(
    use_cases: ApplicationDep, _: CurrentPrincipal, peer_id: PeerId, limit: Limit = 20, offset: Offset = 0
) -> Page[FederatedTitleResponse]:
    """Return the titles of the lists that a peer shares, each once. They are read there now."""
    part = Slice(limit, offset)
    page = await use_cases.browse.titles(peer_id, part)
    return _page(page.items, page.total, part, FederatedTitleResponse.of)


@router.get("/{peerId}/activity", summary="List activity of a peer", responses=_READS)
async def list_peer_activity(
    use_cases: ApplicationDep, _: CurrentPrincipal, peer_id: PeerId, limit: Limit = 20
) -> Success[list[FederatedActivityResponse]]:
    """Return what a peer has shared last."""
    page = await use_cases.browse.activity(peer_id, Slice(limit))
    return Success(data=[FederatedActivityResponse.of(item) for item in page.items])
