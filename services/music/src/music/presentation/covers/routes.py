"""Routes of pictures of albums and artists."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field, StringConstraints

from chassis.http.document.error_cases import Responses
from chassis.http.document.media import DocumentedResponse
from chassis.http.document.openapi import headers
from chassis.http.schemas import Parameters
from chassis.http.tokens import CurrentPrincipal
from music.domain.covers.errors import ArtistPictureNotFound, CoverNotFound
from music.domain.covers.pictures import CoverSize
from music.domain.library.errors import AlbumNotFound, ArtistNotFound, TrackNotFound
from music.presentation.covers.responses import picture_response
from music.presentation.dependencies import AlbumId, ApplicationDep, ArtistId, TrackId, listener
from music.presentation.errors import refuses
from programs.pictures.rules import ENCODED_TYPE

router = APIRouter(prefix="/music", tags=["music"])

_CONTENT: Final[dict[str, Any]] = {
    ENCODED_TYPE: {"schema": {"type": "string", "contentEncoding": "base64"}, "example": "UklGRiQAAABXRUJQ"}
}
PICTURE: Final[Responses] = {
    200: {"description": "The picture", "headers": headers("Cache-Control", "ETag"), "content": _CONTENT},
    304: {"description": "The client has the picture already", "headers": headers("Cache-Control", "ETag")},
}


class PictureParams(Parameters):
    """In which size a picture is sent."""

    size: CoverSize = Field(
        default=CoverSize.MEDIUM,
        description="Squares of 200, 300 and 500 pixels, or the whole with sides of at most 1200",
        examples=["medium"],
    )
    v: Annotated[str, StringConstraints(pattern="^[0-9a-f]{32}$")] | None = Field(
        default=None,
        description="Which picture, as addresses in responses have it: it may be kept for a year",
        examples=["5f1d7a84db1d2f7a90b3a4f5c6d7e8f9"],
    )


Params = Annotated[PictureParams, Query()]


@router.get(
    "/albums/{albumId}/cover",
    summary="Get the cover of an album",
    response_class=DocumentedResponse,
    responses=refuses(AlbumNotFound, CoverNotFound) | PICTURE,
)
async def album_cover(
    use_cases: ApplicationDep, principal: CurrentPrincipal, album_id: AlbumId, params: Params, request: Request
) -> Response:
    """Send the cover that an administrator has chosen, else that of the album's files or a database, as WebP."""
    picture = await use_cases.covers.of_album(listener(principal), album_id)
    gone = CoverNotFound(album_id)
    return await picture_response(use_cases.covers, picture, params.size, request, replaced=gone, shown=params.v)


@router.get(
    "/tracks/{trackId}/cover",
    summary="Get the cover of a track",
    response_class=DocumentedResponse,
    responses=refuses(TrackNotFound, CoverNotFound) | PICTURE,
)
async def track_cover(
    use_cases: ApplicationDep, principal: CurrentPrincipal, track_id: TrackId, params: Params, request: Request
) -> Response:
    """Send the cover of the album of a track, as WebP."""
    picture = await use_cases.covers.of_track(listener(principal), track_id)
    gone = CoverNotFound(track_id)
    return await picture_response(use_cases.covers, picture, params.size, request, replaced=gone, shown=params.v)


@router.get(
    "/artists/{artistId}/picture",
    summary="Get the picture of an artist",
    response_class=DocumentedResponse,
    responses=refuses(ArtistNotFound, ArtistPictureNotFound) | PICTURE,
)
async def artist_picture(
    use_cases: ApplicationDep, principal: CurrentPrincipal, artist_id: ArtistId, params: Params, request: Request
) -> Response:
    """Send the chosen picture of an artist, else that in its directory or of a database, as WebP."""
    picture = await use_cases.covers.of_artist(listener(principal), artist_id)
    gone = ArtistPictureNotFound(artist_id)
    return await picture_response(use_cases.covers, picture, params.size, request, replaced=gone, shown=params.v)
