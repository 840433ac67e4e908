"""Routes of tracks whose files are missing, for administrators."""

from typing import Annotated

from fastapi import APIRouter, Query

from chassis.http.schemas import CursorPage, Success
from chassis.http.tokens import AdminPrincipal
from music.domain.folders.errors import FolderNotFound
from music.domain.library.errors import TrackNotFound
from music.presentation.dependencies import ApplicationDep, TrackId
from music.presentation.errors import refuses
from music.presentation.missing.schemas import (
    MISSING,
    MissingParams,
    MissingPurgeRequest,
    MissingPurgeResponse,
    MissingTrackResponse,
)

router = APIRouter(prefix="/admin/music/missing", tags=["music: administration"])


@router.get("", summary="List tracks whose files are missing")
async def list_missing_tracks(
    use_cases: ApplicationDep, _: AdminPrincipal, params: Annotated[MissingParams, Query()]
) -> CursorPage[MissingTrackResponse]:
    """Return hidden tracks, the last that went missing first. They are there again with their files."""
    part = params.part(MISSING)
    tracks = await use_cases.missing.part(params.folder_id, part)
    return params.page(MISSING, part, tracks, MissingTrackResponse.of)


@router.post("/purge", summary="Delete missing tracks", responses=refuses(FolderNotFound))
async def purge_missing_tracks(
    use_cases: ApplicationDep, _: AdminPrincipal, body: MissingPurgeRequest
) -> Success[MissingPurgeResponse]:
    """Delete up to 1000 tracks whose files are missing, with what users have marked, whatever their folder's policy.

    Those go first that are missing for longest.
    """
    return Success(data=MissingPurgeResponse.of(await use_cases.missing.purge(body.folder_id)))


@router.delete("/{trackId}", status_code=204, summary="Delete a missing track", responses=refuses(TrackNotFound))
async def delete_missing_track(use_cases: ApplicationDep, _: AdminPrincipal, track_id: TrackId) -> None:
    """Delete a track whose file is missing, with what users have marked. One whose file is there is not found."""
    await use_cases.missing.delete(track_id)
