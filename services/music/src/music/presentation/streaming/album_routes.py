"""Routes of albums as files."""

from typing import Any, Final

from fastapi import APIRouter, Request, Response

from chassis.http.tokens import CurrentPrincipal
from music.application.streaming.permission import session
from music.domain.library.errors import AlbumNotFound
from music.presentation.dependencies import AlbumId, ApplicationDep, listener
from music.presentation.errors import refuses
from music.presentation.streaming.responses import archive_response

router = APIRouter(prefix="/music/albums", tags=["music"])

_ARCHIVE: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The archive",
        "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}, "example": "PK"}},
    }
}


@router.get(
    "/{albumId}/download",
    summary="Download an album",
    response_class=Response,
    responses=_ARCHIVE | refuses(AlbumNotFound),
)
async def download_album(
    use_cases: ApplicationDep, principal: CurrentPrincipal, album_id: AlbumId, request: Request
) -> Response:
    """Send the files of an album as a ZIP archive, which is not compressed: the files are.

    Tracks whose files cannot be read are left out. An archive that is broken off is begun again.
    """
    archive = await use_cases.downloads.find(listener(principal), album_id)
    may_continue = use_cases.permission.of_album(listener(principal), session(principal.session_id), album_id)
    return archive_response(use_cases.downloads, archive, request, may_continue=may_continue)
