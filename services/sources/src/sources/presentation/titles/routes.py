"""Routes of the versions of titles, and of files without a title."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from chassis.http.schemas import CursorPage, Success
from chassis.http.tokens import CurrentPrincipal
from sources.domain.matching.errors import FileNotFound, FolderTooLarge, TitleNotFound
from sources.domain.media_sources.errors import SettingInvalid, SourceNotFound, SourceOfAnother
from sources.presentation.dependencies import PRIVATE, ApplicationDep, SourceId, actor, checked_cursor, checked_fields
from sources.presentation.errors import refuses
from sources.presentation.titles.schemas import (
    UNMATCHED,
    CandidateResponse,
    FilesParams,
    FolderMatchRequest,
    FolderMatchResponse,
    MatchRequest,
    SourceFileResponse,
    TitleVersionsResponse,
    UnmatchedParams,
    files_of,
)

router = APIRouter(prefix="/sources", tags=["sources: titles"])
FileId = Annotated[
    UUID, Path(alias="fileId", description="Id of the file", examples=["0b7f5f3a-3f0e-5c55-a7ee-8b6f2b1f7f10"])
]
MediaId = Annotated[
    UUID, Path(alias="mediaId", description="Id of the title", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"])
]


@router.get("/titles/{mediaId}", summary="List my versions of a title")
async def list_versions_of_title(
    use_cases: ApplicationDep, principal: CurrentPrincipal, media_id: MediaId, response: Response
) -> Success[TitleVersionsResponse]:
    """Return the files of a title in the signed-in user's sources and in those for everyone, the best first."""
    response.headers.update(PRIVATE)
    versions = await use_cases.read_matches.versions(media_id, actor(principal))
    return Success(data=TitleVersionsResponse.of(media_id, versions))


@router.get("/unmatched", summary="List files without a title", responses=refuses(SourceNotFound, SourceOfAnother))
async def list_unmatched_files(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    params: Annotated[UnmatchedParams, Query()],
    response: Response,
) -> CursorPage[SourceFileResponse]:
    """Return the files that no title was found for, by source and path: in the signed-in user's own sources.

    Administrators see those of the sources for everyone as well.
    """
    response.headers.update(PRIVATE)
    part = params.part(UNMATCHED)
    with checked_cursor():
        files = await use_cases.read_matches.unmatched(params.source_id, part, actor(principal))
    return params.page(UNMATCHED, part, files, SourceFileResponse.of)


@router.get("/{sourceId}/files", summary="List the files of a media source", responses=refuses(SourceNotFound))
async def list_files_of_source(
    use_cases: ApplicationDep,
    principal: CurrentPrincipal,
    source_id: SourceId,
    params: Annotated[FilesParams, Query()],
    response: Response,
) -> CursorPage[SourceFileResponse]:
    """Return the files of a media source by path, to those who see it.

    One page examines up to 10000 files, so a page of a rare match may have fewer items than `limit`, or none, while
    `hasMore` is true: read further with `nextCursor`.
    """
    response.headers.update(PRIVATE)
    order = files_of(source_id)
    part = params.part(order)
    with checked_cursor():
        files = await use_cases.read_matches.files(source_id, params.chosen(), part, actor(principal))
    return params.page(order, part, files, SourceFileResponse.of)


@router.get(
    "/files/{fileId}/candidates",
    summary="List titles that a file may be",
    responses=refuses(FileNotFound, SourceOfAnother),
)
async def list_candidates_of_file(
    use_cases: ApplicationDep, principal: CurrentPrincipal, file_id: FileId, response: Response
) -> Success[list[CandidateResponse]]:
    """Return up to 20 titles, the likeliest first."""
    response.headers.update(PRIVATE)
    titles = await use_cases.read_matches.candidates(file_id, actor(principal))
    return Success(data=[CandidateResponse.of(title) for title in titles])


@router.put(
    "/files/{fileId}/match",
    summary="Choose the title of a file",
    responses=refuses(FileNotFound, SourceOfAnother, TitleNotFound, SettingInvalid),
)
async def choose_title_of_file(
    use_cases: ApplicationDep, principal: CurrentPrincipal, file_id: FileId, body: MatchRequest
) -> Success[SourceFileResponse]:
    """Match a file with a title. The choice stays when the file or the titles change."""
    with checked_fields():
        version = await use_cases.choose_matches.choose(file_id, body.chosen(), actor(principal))
    return Success(data=SourceFileResponse.of(version))


@router.delete(
    "/files/{fileId}/match",
    summary="Forget the chosen title of a file",
    responses=refuses(FileNotFound, SourceOfAnother),
)
async def forget_title_of_file(
    use_cases: ApplicationDep, principal: CurrentPrincipal, file_id: FileId
) -> Success[SourceFileResponse]:
    """Match a file by its name and ids again."""
    return Success(data=SourceFileResponse.of(await use_cases.choose_matches.release(file_id, actor(principal))))


@router.post(
    "/{sourceId}/folder-matches",
    summary="Choose the title of a folder",
    responses=refuses(SourceNotFound, SourceOfAnother, TitleNotFound, FolderTooLarge),
)
async def choose_title_of_folder(
    use_cases: ApplicationDep, principal: CurrentPrincipal, source_id: SourceId, body: FolderMatchRequest
) -> Success[FolderMatchResponse]:
    """Match every file of a folder with a title; episodes by the season and the numbers in their names.

    Files whose names state no episode of a show stay as they are.
    """
    matched = await use_cases.choose_matches.choose_folder(source_id, body.folder, body.media_id, actor(principal))
    return Success(data=FolderMatchResponse(matched=matched))
