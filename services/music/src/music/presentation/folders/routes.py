"""Routes of music folders, for administrators."""

from fastapi import APIRouter, Response

from chassis.http.follow_up.revisions import NO_REVISION, TAGGED, TAGGED_NEW, RevisionsDep, tag
from chassis.http.schemas import Success
from chassis.http.tokens import AdminPrincipal
from music.domain.folders.errors import (
    FolderChanged,
    FolderNameTaken,
    FolderNotAllowed,
    FolderNotFound,
    FolderOverlaps,
)
from music.presentation.dependencies import ApplicationDep, FolderId
from music.presentation.errors import refuses
from music.presentation.folders.schemas import MusicFolderPatch, MusicFolderRequest, MusicFolderResponse

router = APIRouter(prefix="/admin/music/folders", tags=["music: administration"])


@router.get("", summary="List the music folders")
async def list_music_folders(use_cases: ApplicationDep, _: AdminPrincipal) -> Success[list[MusicFolderResponse]]:
    """Return every music folder, by name."""
    return Success(data=[MusicFolderResponse.of(folder) for folder in await use_cases.folders.all()])


@router.post(
    "",
    status_code=201,
    summary="Add a music folder",
    responses={**TAGGED_NEW, **refuses(FolderNotAllowed, FolderOverlaps, FolderNameTaken)},
)
async def add_music_folder(
    use_cases: ApplicationDep, principal: AdminPrincipal, body: MusicFolderRequest, response: Response
) -> Success[MusicFolderResponse]:
    """Add a directory of the server, and scan it. Marquee changes nothing in it."""
    folder = await use_cases.folders.add(body.name, body.path, body.change(), principal.user_id)
    tag(response, folder.revision)
    return Success(data=MusicFolderResponse.of(folder))


@router.get("/{folderId}", summary="Get a music folder", responses={**TAGGED, **refuses(FolderNotFound)})
async def get_music_folder(
    use_cases: ApplicationDep, _: AdminPrincipal, folder_id: FolderId, response: Response
) -> Success[MusicFolderResponse]:
    """Return a music folder."""
    folder = await use_cases.folders.get(folder_id)
    tag(response, folder.revision)
    return Success(data=MusicFolderResponse.of(folder))


@router.patch(
    "/{folderId}",
    summary="Change a music folder",
    responses={**TAGGED, **refuses(FolderNotFound, FolderChanged, FolderNameTaken, cases=[NO_REVISION])},
)
async def change_music_folder(
    use_cases: ApplicationDep,
    _: AdminPrincipal,
    folder_id: FolderId,
    revisions: RevisionsDep,
    body: MusicFolderPatch,
    response: Response,
) -> Success[MusicFolderResponse]:
    """Rename a music folder, or change who may hear it or when missing tracks are deleted."""
    folder = await use_cases.folders.change(folder_id, body.change(), revisions)
    tag(response, folder.revision)
    return Success(data=MusicFolderResponse.of(folder))


@router.delete(
    "/{folderId}",
    status_code=204,
    summary="Delete a music folder",
    responses=refuses(FolderNotFound, FolderChanged, cases=[NO_REVISION]),
)
async def delete_music_folder(
    use_cases: ApplicationDep, _: AdminPrincipal, folder_id: FolderId, revisions: RevisionsDep
) -> None:
    """Forget a music folder with its artists, albums and tracks. Its files stay as they are."""
    await use_cases.folders.delete(folder_id, revisions)
