"""Routes of the content of files: with an access token, and by links for players that send none."""

from datetime import datetime
from typing import Annotated, Self

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field

from chassis.http.dependencies import NO_BODY
from chassis.http.follow_up.byte_ranges import BEYOND, FILE
from chassis.http.schemas import ResponseModel, Success
from chassis.http.tokens import CurrentPrincipal, Principal
from sources.application.content.opening import FileLink, Reader
from sources.domain.content.errors import LinkInvalid
from sources.domain.matching.errors import FileNotFound
from sources.domain.media_sources.errors import SourceUnreadable
from sources.presentation.content.responses import respond
from sources.presentation.dependencies import ApplicationDep, actor
from sources.presentation.errors import refuses
from sources.presentation.titles.routes import FileId

router = APIRouter(prefix="/sources", tags=["sources: content"])


class FileLinkResponse(ResponseModel):
    """A link to a file for a player that sends no access token."""

    path: str = Field(
        description="Path of the file at this API; a client that has it can read the file until it expires",
        examples=["/api/v1/sources/streams/mqm_AQVtYWluAAAAAGcE"],
    )
    expires_at: datetime = Field(description="When it expires (UTC)", examples=["2026-11-30T18:00:00Z"])
    name: str = Field(description="Name of the file, without its folders", examples=["Metropolis.1927.mkv"])
    bytes: int = Field(description="Size as it was listed; 0 when the source states none", examples=[1500000000])
    entity_tag: str = Field(
        description="`ETag` of the file as it was listed; another one has another content",
        examples=['"6f1ed002ab5595859014ebf0951522d9"'],
    )

    @classmethod
    def of(cls, link: FileLink) -> Self:
        """Return the body of a link."""
        return cls(
            path=f"/api/v1/sources/streams/{link.token}",
            expires_at=link.expires_at,
            name=link.file.name,
            bytes=link.file.total,
            entity_tag=link.file.entity_tag,
        )


@router.get(
    "/files/{fileId}/content",
    summary="Read a file",
    response_class=Response,
    responses=FILE | refuses(FileNotFound, SourceUnreadable, cases=[BEYOND]),
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
    link = await use_cases.open_files.link(file_id, _reader(principal))
    return Success(data=FileLinkResponse.of(link))


@router.get(
    "/streams/{token}",
    summary="Read a file by its link",
    response_class=Response,
    responses=FILE | refuses(LinkInvalid, SourceUnreadable, FileNotFound, cases=[BEYOND]),
)
async def read_linked_file(
    use_cases: ApplicationDep,
    request: Request,
    token: Annotated[str, Path(description="The token of the link", max_length=1024, examples=["mqm_AQVtYWlu"])],
    download: Annotated[
        bool, Query(description="Whether browsers store the file instead of showing it", examples=[True])
    ] = False,
) -> Response:
    """Stream a file by a link, while its session lasts and its user may see the file."""
    file = await use_cases.open_files.find_linked(token)
    return await respond(use_cases.open_files, file, request, download=download)


def _reader(principal: Principal) -> Reader:
    return Reader(actor(principal), principal.session_id)
