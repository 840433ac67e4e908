"""Routes of playlists."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Response

from chassis.http.follow_up.revisions import TAGGED, TAGGED_NEW, tag
from chassis.http.schemas import CursorPage, Success
from chassis.http.tokens import CurrentPrincipal
from music.domain.library.errors import TrackNotFound
from music.domain.playlists.errors import (
    PlaylistChanged,
    PlaylistLimitReached,
    PlaylistNotFound,
    PlaylistRoleRequired,
)
from music.domain.users.errors import AccountErased
from music.presentation.dependencies import PRIVATE, ApplicationDep, listener
from music.presentation.errors import refuses
from music.presentation.playlists.dependencies import PLAYLISTS, PlaylistId, PlaylistParams, WriteDep
from music.presentation.playlists.requests import PlaylistPatch, PlaylistRequest
from music.presentation.playlists.schemas import PlaylistResponse

router = APIRouter(prefix="/music/playlists", tags=["music: playlists"])

_WRITES: Final = (AccountErased, PlaylistNotFound, PlaylistRoleRequired, PlaylistChanged)


@router.get("", summary="List playlists")
async def list_playlists(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    params: Annotated[PlaylistParams, Query()],
    response: Response,
) -> CursorPage[PlaylistResponse]:
    """Return playlists, the last changed first. Private ones of others are never among them."""
    response.headers.update(PRIVATE)
    part = params.part(PLAYLISTS)
    page = await use_cases.playlists.read.page(listener(principal), params.chosen(), part)
    return params.page(PLAYLISTS, part, page, PlaylistResponse.of)


@router.post(
    "",
    status_code=201,
    summary="Create a playlist",
    responses={**TAGGED_NEW, **refuses(AccountErased, PlaylistLimitReached, TrackNotFound)},
)
async def create_playlist(
    use_cases: ApplicationDep, principal: CurrentPrincipal, body: PlaylistRequest, response: Response
) -> Success[PlaylistResponse]:
    """Create a playlist, perhaps with tracks. A user has at most 1,000."""
    user = listener(principal)
    playlist = await use_cases.playlists.manage.create(
        user, body.name, body.track_ids, description=body.description or None, is_public=body.is_public
    )
    tag(response, playlist.revision)
    return Success(data=PlaylistResponse.of(await use_cases.playlists.read.get(user, playlist.id)))


@router.get("/{playlistId}", summary="Get a playlist", responses={**TAGGED, **refuses(PlaylistNotFound)})
async def get_playlist(
    use_cases: ApplicationDep, principal: CurrentPrincipal, playlist_id: PlaylistId, response: Response
) -> Success[PlaylistResponse]:
    """Return a playlist with its totals. Its entries are `GET /music/playlists/{playlistId}/entries`."""
    response.headers.update(PRIVATE)
    view = await use_cases.playlists.read.get(listener(principal), playlist_id)
    tag(response, view.playlist.revision)
    return Success(data=PlaylistResponse.of(view))


@router.patch("/{playlistId}", summary="Change a playlist", responses={**TAGGED, **refuses(*_WRITES)})
async def change_playlist(
    use_cases: ApplicationDep, command: WriteDep, body: PlaylistPatch, response: Response
) -> Success[PlaylistResponse]:
    """Rename a playlist, describe it, or change whether every user may see it, as the owner."""
    playlist = await use_cases.playlists.manage.change(command, body.change())
    tag(response, playlist.revision)
    return Success(data=PlaylistResponse.of(await use_cases.playlists.read.get(command.listener, playlist.id)))


@router.delete("/{playlistId}", status_code=204, summary="Delete a playlist", responses=refuses(*_WRITES))
async def delete_playlist(use_cases: ApplicationDep, command: WriteDep) -> None:
    """Delete a playlist as the owner. The response has no body."""
    await use_cases.playlists.manage.delete(command)
