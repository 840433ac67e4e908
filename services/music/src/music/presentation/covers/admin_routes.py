"""Routes of covers and pictures of artists that administrators choose."""

from typing import Any, Final

from fastapi import APIRouter, Request

from chassis.http.schemas import Success
from chassis.http.tokens import AdminPrincipal
from music.domain.covers.errors import CoversBusy, InvalidCover
from music.domain.library.errors import AlbumNotFound, ArtistNotFound
from music.presentation.dependencies import AlbumId, ApplicationDep, ArtistId, listener
from music.presentation.errors import refuses
from music.presentation.library.schemas import AlbumResponse, ArtistResponse

router = APIRouter(prefix="/admin/music", tags=["music: administration"])

_FILE: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            name: {"schema": {"type": "string", "format": "binary"}, "example": "UklGRiQAAABXRUJQ"}
            for name in ("image/jpeg", "image/png", "image/webp")
        },
    }
}


@router.put(
    "/albums/{albumId}/cover",
    summary="Choose the cover of an album",
    responses=refuses(AlbumNotFound, InvalidCover, CoversBusy),
    openapi_extra=_FILE,
)
async def choose_album_cover(
    use_cases: ApplicationDep, principal: AdminPrincipal, album_id: AlbumId, request: Request
) -> Success[AlbumResponse]:
    """Show the picture in the body, of at most 5 MiB, as the cover of an album, whatever its files show.

    It is decoded and encoded again, upright and without metadata. Nothing is written into the music folder.
    """
    album = await use_cases.covers.choose(listener(principal), album_id, await request.body())
    return Success(data=AlbumResponse.of(album))


@router.delete(
    "/albums/{albumId}/cover", status_code=204, summary="Withdraw a chosen cover", responses=refuses(AlbumNotFound)
)
async def withdraw_album_cover(use_cases: ApplicationDep, principal: AdminPrincipal, album_id: AlbumId) -> None:
    """Show what the files of the album show again, or else what a database has."""
    await use_cases.covers.withdraw(listener(principal), album_id)


@router.put(
    "/artists/{artistId}/picture",
    summary="Choose the picture of an artist",
    responses=refuses(ArtistNotFound, InvalidCover, CoversBusy),
    openapi_extra=_FILE,
)
async def choose_artist_picture(
    use_cases: ApplicationDep, principal: AdminPrincipal, artist_id: ArtistId, request: Request
) -> Success[ArtistResponse]:
    """Show the picture in the body, of at most 5 MiB, as that of an artist, whatever a file or a database has."""
    artist = await use_cases.covers.choose_portrait(listener(principal), artist_id, await request.body())
    return Success(data=ArtistResponse.of(artist))


@router.delete(
    "/artists/{artistId}/picture",
    status_code=204,
    summary="Withdraw a chosen picture",
    responses=refuses(ArtistNotFound),
)
async def withdraw_artist_picture(use_cases: ApplicationDep, principal: AdminPrincipal, artist_id: ArtistId) -> None:
    """Show what a file of the artist's directory shows again, or else what a database has."""
    await use_cases.covers.withdraw_portrait(listener(principal), artist_id)
