"""Routes of the providers' images."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Request, Response

from chassis.http.document.error_cases import Responses, refusals
from chassis.http.document.media import DocumentedResponse
from chassis.http.document.openapi import headers
from chassis.http.follow_up.preconditions import is_current
from gateway.application import Application
from gateway.application.images.showing import Outcome
from gateway.domain.errors import ImageNotFound
from gateway.domain.images.formats import MEDIA_TYPES
from gateway.domain.images.references import FILE_PATTERN, STILL_FILE_PATTERN, ImageReference, Size, StillSize
from gateway.presentation.cache.sending import NAME
from gateway.presentation.errors import ERRORS

router = APIRouter(prefix="/images", tags=["images"])

CACHE_CONTROL: Final = "public, max-age=31536000, immutable"
HEADERS: Final = {
    "Cache-Control": CACHE_CONTROL,
    "Content-Security-Policy": "default-src 'none'",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""Of every image: pages of other origins may embed it."""
_CACHE_STATUS: Final[dict[Outcome, str]] = {
    "hit": "hit",
    "stale": "hit; detail=stale-if-error",
    "miss": "fwd=uri-miss",
    "collapsed": "fwd=uri-miss; collapsed",
}
"""As in the responses of the cache (RFC 9211)."""
_CONTENT: Final[dict[str, Any]] = {
    media_type: {"schema": {"type": "string", "contentEncoding": "base64"}, "example": "/9j/4AAQSkZJRgABAQ=="}
    for media_type in MEDIA_TYPES
}
_IMAGE: Final[Responses] = {
    200: {"description": "The image", "headers": headers("Cache-Control", "ETag"), "content": _CONTENT},
    304: {"description": "Not Modified: a file never changes", "headers": headers("Cache-Control", "ETag")},
}


@router.get(
    "/{size}/{file}",
    summary="Get an image of TMDB",
    response_class=DocumentedResponse,
    responses=refusals(ERRORS, ImageNotFound) | _IMAGE,
)
async def tmdb_image(
    request: Request,
    size: Annotated[
        Size,
        Path(
            description="Width (`w`) or height (`h`) in pixels, or `original` for the size that was uploaded",
            examples=["w342"],
        ),
    ],
    file: Annotated[
        str,
        Path(
            pattern=FILE_PATTERN,
            max_length=69,
            description="File of a poster, backdrop, still, logo or portrait, the end of the path that titles have",
            examples=["8uO0gUM8aNqYLs1OsTBQiXu0fEv.jpg"],
        ),
    ],
) -> Response:
    """Return an image of TMDB from the memory of the gateway, or from TMDB's image host.

    The file of an address never changes, so a browser keeps it for a year. While the host is unavailable, an image that
    is in memory is still served. Only JPEG, PNG and WebP are served, up to a limit of bytes.
    """
    return await _response(request, ImageReference.of_tmdb(size, file))


@router.get(
    "/tvmaze/{size}/{folder}/{file}",
    summary="Get an image of TVMaze",
    response_class=DocumentedResponse,
    responses=refusals(ERRORS, ImageNotFound) | _IMAGE,
)
async def tvmaze_image(
    request: Request,
    size: Annotated[StillSize, Path(description="Size of the image at TVMaze", examples=["original_untouched"])],
    folder: Annotated[
        int,
        Path(ge=0, le=1_000_000, description="Folder of the file at TVMaze, at most 1000000", examples=[397]),
    ],
    file: Annotated[
        str,
        Path(
            pattern=STILL_FILE_PATTERN,
            max_length=15,
            description="File of a still, the end of the path that episodes have",
            examples=["993515.jpg"],
        ),
    ],
) -> Response:
    """Return an image of TVMaze, as the operation for images of TMDB does.

    Stills of episodes are TVMaze's where TMDB has none.
    """
    return await _response(request, ImageReference.of_tvmaze(size, folder, file))


async def _response(request: Request, reference: ImageReference) -> Response:
    application: Application = request.app.state.application
    image, outcome = await application.show_image(reference)
    status = NAME.decode() + "; " + _CACHE_STATUS[outcome]
    response_headers = {**HEADERS, "ETag": image.tag, "Cache-Status": status}
    if is_current(request.headers.get("if-none-match"), image.tag):
        return Response(status_code=304, headers=response_headers)
    return Response(image.data, headers=response_headers, media_type=image.media_type)
