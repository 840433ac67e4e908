"""Routes of conflicts."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from chassis.http.dependencies import NO_BODY
from chassis.http.document.media import DocumentedResponse
from chassis.http.schemas import CursorPage, Success
from chassis.http.tokens import AdminPrincipal
from music.domain.enrichment.conflicts import ConflictStatus
from music.domain.enrichment.errors import ConflictNotFound, ConflictResolved, SuggestionNotFound
from music.presentation.covers.responses import picture_response
from music.presentation.covers.routes import PICTURE, PictureParams
from music.presentation.dependencies import ApplicationDep, ConflictId
from music.presentation.enrichment.conflict_schemas import (
    CONFLICTS,
    AcceptRequest,
    ConflictParams,
    MusicConflictDetailResponse,
    MusicConflictResponse,
)
from music.presentation.errors import refuses

SuggestionNumber = Annotated[int, Path(ge=0, le=100, description="Number of the suggestion, from 0", examples=[0])]
router = APIRouter(prefix="/admin/music/conflicts", tags=["music: administration"])


@router.get("", summary="List conflicts of music metadata")
async def list_music_conflicts(
    use_cases: ApplicationDep, _: AdminPrincipal, params: Annotated[ConflictParams, Query()]
) -> CursorPage[MusicConflictResponse]:
    """Return what databases suggest and administrators decide, the last that arose first."""
    part = params.part(CONFLICTS)
    conflicts = await use_cases.conflicts.list(params.chosen(), part)
    return params.page(CONFLICTS, part, conflicts, MusicConflictResponse.of)


@router.get("/{conflictId}", summary="Get a conflict of music metadata", responses=refuses(ConflictNotFound))
async def get_music_conflict(
    use_cases: ApplicationDep, _: AdminPrincipal, conflict_id: ConflictId
) -> Success[MusicConflictDetailResponse]:
    """Return a conflict with the values to choose from; texts are whole."""
    return Success(data=MusicConflictDetailResponse.of(await use_cases.conflicts.get(conflict_id)))


@router.get(
    "/{conflictId}/suggestions/{number}/picture",
    summary="Get a picture that is suggested",
    response_class=DocumentedResponse,
    responses=refuses(ConflictNotFound, SuggestionNotFound) | PICTURE,
)
async def get_suggested_picture(
    use_cases: ApplicationDep,
    _: AdminPrincipal,
    conflict_id: ConflictId,
    number: SuggestionNumber,
    params: Annotated[PictureParams, Query()],
    request: Request,
) -> Response:
    """Send the picture that a database suggests for an album or artist, as WebP."""
    picture = await use_cases.conflicts.picture(conflict_id, number)
    gone = SuggestionNotFound(conflict_id, number)
    return await picture_response(use_cases.covers, picture, params.size, request, replaced=gone, shown=params.v)


@router.post(
    "/{conflictId}/accept",
    summary="Accept a suggestion of a database",
    responses=refuses(ConflictNotFound, ConflictResolved, SuggestionNotFound),
)
async def accept_music_conflict(
    use_cases: ApplicationDep, principal: AdminPrincipal, conflict_id: ConflictId, body: AcceptRequest
) -> Success[MusicConflictDetailResponse]:
    """Use a suggestion; no database replaces it later. With another id, the artist or album is looked up again."""
    conflict = await use_cases.conflicts.accept(conflict_id, principal.user_id, body.suggestion)
    return Success(data=MusicConflictDetailResponse.of(conflict))


@router.post(
    "/{conflictId}/reject",
    summary="Reject suggestions of a database",
    responses=refuses(ConflictNotFound, ConflictResolved),
    dependencies=NO_BODY,
)
async def reject_music_conflict(
    use_cases: ApplicationDep, principal: AdminPrincipal, conflict_id: ConflictId
) -> Success[MusicConflictDetailResponse]:
    """Keep the value; other suggestions of the database are shown again, these are not."""
    conflict = await use_cases.conflicts.decline(conflict_id, principal.user_id, ConflictStatus.REJECTED)
    return Success(data=MusicConflictDetailResponse.of(conflict))


@router.post(
    "/{conflictId}/ignore",
    summary="Ignore a database for a field",
    responses=refuses(ConflictNotFound, ConflictResolved),
    dependencies=NO_BODY,
)
async def ignore_music_conflict(
    use_cases: ApplicationDep, principal: AdminPrincipal, conflict_id: ConflictId
) -> Success[MusicConflictDetailResponse]:
    """Keep the value; nothing that the database suggests for this field is shown again."""
    conflict = await use_cases.conflicts.decline(conflict_id, principal.user_id, ConflictStatus.IGNORED)
    return Success(data=MusicConflictDetailResponse.of(conflict))
