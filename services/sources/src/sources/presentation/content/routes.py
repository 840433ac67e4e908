"""Routes of the content of files: with an access token, and by links for players that send none."""

from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Request, Response
from pydantic import Field

from chassis.http.dependencies import NO_BODY
from chassis.http.document.error_cases import ErrorCase
from chassis.http.schemas import ResponseModel, Success
from chassis.http.tokens import CurrentPrincipal, Principal
from sources.application.content.opening import Reader
from sources.domain.content.errors import LinkInvalid
from sources.domain.matching.errors import FileNotFound
from sources.domain.media_sources.errors import SourceUnreadable
from sources.presentation.content.responses import respond
from sources.presentation.dependencies import ApplicationDep, actor
from sources.presentation.errors import refuses
from sources.presentation.titles.routes import FileId

router = APIRouter(prefix="/sources", tags=["sources: content"])

BEYOND: Final = ErrorCase(416, "RANGE_NOT_SATISFIABLE", "The file has 1000 bytes", "The range begins behind the end")
_BINARY: Final[dict[str, Any]] = {
    "content": {
        "application/octet-stream": {"schema": {"type": "string", "format": "binary"}, "example": "\x1aE\xdf\xa3"}
    }
}
_CONTENT: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The file", **_BINARY},
    206: {"description": "The range of it that was requested", **_BINARY},
}


class FileLinkResponse(ResponseModel):
    """A link to a file for a player that sends no access token."""

    path: str = Field(
        description="Path of the file at this API; a client that has it can read the file until it expires",
        examples=["/api/v1/sources/streams/mqm_AQVtYWluAAAAAGcE"],
    )
    expires_at: datetime = Field(description="When it expires (UTC)", examples=["2026-11-30T18:00:00Z"])


@router.get(
    "/files/{fileId}/content",
    summary="Read a file",
    response_class=Response,
    responses=_CONTENT | refuses(FileNotFound, SourceUnreadable, cases=[BEYOND]),
)
async def read_source_file(
    use_cases: ApplicationDep, principal: CurrentPrincipal, file_id: FileId, request: Request
) -> Response:
    """Stream a file of a media source, or one range of it, as its source sends it."""
    file = await use_cases.open_files.find(file_id, _reader(principal))
    return await respond(use_cases.open_files, file, request)


@router.post(
    "/files/{fileId}/link",
    status_code=201,
    summary="Make a link to a file",
    responses=refuses(FileNotFound),
    dependencies=NO_BODY,
)
async def link_source_file(
    use_cases: ApplicationDep, principal: CurrentPrincipal, file_id: FileId
) -> Success[FileLinkResponse]:
    """Return an address of a file for a player that sends no access token.

    It is valid for six hours, and ends with the session that made it.
    """
    token, expires_at = await use_cases.open_files.link(file_id, _reader(principal))
    return Success(data=FileLinkResponse(path=f"/api/v1/sources/streams/{token}", expires_at=expires_at))


@router.get(
    "/streams/{token}",
    summary="Read a file by its link",
    response_class=Response,
    responses=_CONTENT | refuses(LinkInvalid, SourceUnreadable, FileNotFound, cases=[BEYOND]),
)
async def read_linked_file(
    use_cases: ApplicationDep,
    request: Request,
    token: Annotated[str, Path(description="The token of the link", max_length=1024, examples=["mqm_AQVtYWlu"])],
) -> Response:
    """Stream a file by a link, while its session lasts and its user may see the file."""
    return await respond(use_cases.open_files, await use_cases.open_files.find_linked(token), request)


def _reader(principal: Principal) -> Reader:
    return Reader(actor(principal), principal.session_id)
