"""Routes of albums."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.http.schemas import CursorPage, Success
from chassis.http.tokens import CurrentPrincipal
from music.domain.library.errors import AlbumNotFound
from music.presentation.dependencies import PRIVATE, AlbumId, ApplicationDep, listener
from music.presentation.errors import refuses
from music.presentation.library.params import ALBUMS, AlbumParams
from music.presentation.library.schemas import AlbumResponse, AlbumWithTracksResponse, TrackResponse

router = APIRouter(prefix="/music/albums", tags=["music"])


@router.get("", summary="List albums")
async def list_albums(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    params: Annotated[AlbumParams, Query()],
    response: Response,
) -> CursorPage[AlbumResponse]:
    """Return the albums that the signed-in user may hear."""
    response.headers.update(PRIVATE)
    order = ALBUMS[params.sort]
    part = params.part(order)
    albums = await use_cases.library.albums(listener(principal), params.chosen(), params.sort, part)
    return params.page(order, part, albums, AlbumResponse.of)


@router.get("/{albumId}", summary="Get an album", responses=refuses(AlbumNotFound))
async def get_album(
    use_cases: ApplicationDep, principal: CurrentPrincipal, album_id: AlbumId, response: Response
) -> Success[AlbumWithTracksResponse]:
    """Return an album with its tracks by disc and number."""
    response.headers.update(PRIVATE)
    album, tracks = await use_cases.library.album(listener(principal), album_id)
    return Success(data=AlbumWithTracksResponse.with_tracks(album, [TrackResponse.of(track) for track in tracks]))
