"""Routes of the collaborators of playlists."""

from typing import Final

from fastapi import APIRouter, Response

from chassis.http.dependencies import NO_BODY
from chassis.http.schemas import Success
from chassis.http.tokens import CurrentPrincipal
from music.domain.playlists.errors import (
    CollaboratorLimitReached,
    CollaboratorNotFound,
    OwnerCannotCollaborate,
    PlaylistNotFound,
    PlaylistRoleRequired,
)
from music.domain.playlists.playlist import Role
from music.domain.users.errors import AccountErased
from music.presentation.dependencies import PRIVATE, ApplicationDep, listener
from music.presentation.errors import refuses
from music.presentation.playlists.dependencies import PlaylistId, UnconditionalWriteDep, UserId
from music.presentation.playlists.requests import CollaboratorRequest
from music.presentation.playlists.schemas import CollaboratorResponse, PlaylistInvitationResponse, PlaylistResponse

router = APIRouter(prefix="/music", tags=["music: playlists"])

_WRITES: Final = (AccountErased, PlaylistNotFound, PlaylistRoleRequired, OwnerCannotCollaborate, CollaboratorNotFound)


@router.get(
    "/playlists/{playlistId}/collaborators",
    summary="List the collaborators of a playlist",
    responses=refuses(PlaylistNotFound, PlaylistRoleRequired),
)
async def list_collaborators(
    use_cases: ApplicationDep, principal: CurrentPrincipal, playlist_id: PlaylistId, response: Response
) -> Success[list[CollaboratorResponse]]:
    """Return who was invited, to the owner and to those who have accepted."""
    response.headers.update(PRIVATE)
    collaborators = await use_cases.playlists.share.collaborators(principal.user_id, playlist_id)
    return Success(data=[CollaboratorResponse.of(collaborator) for collaborator in collaborators])


@router.put(
    "/playlists/{playlistId}/collaborators/{userId}",
    summary="Invite a collaborator",
    responses=refuses(*_WRITES, CollaboratorLimitReached),
)
async def invite_collaborator(
    use_cases: ApplicationDep, command: UnconditionalWriteDep, user_id: UserId, body: CollaboratorRequest
) -> Success[CollaboratorResponse]:
    """Invite a user as the owner, or change the role of a collaborator. The invitation permits nothing yet."""
    collaborator = await use_cases.playlists.share.invite(command, user_id, Role(body.role))
    return Success(data=CollaboratorResponse.of(collaborator))


@router.delete(
    "/playlists/{playlistId}/collaborators/{userId}",
    status_code=204,
    summary="Remove a collaborator, leave or decline",
    responses=refuses(*_WRITES),
)
async def remove_collaborator(use_cases: ApplicationDep, command: UnconditionalWriteDep, user_id: UserId) -> None:
    """Remove a collaborator as the owner; as this user, leave the playlist or decline. What was added stays."""
    await use_cases.playlists.share.remove(command, user_id)


@router.get("/me/playlist-invitations", summary="List my invitations to playlists")
async def list_playlist_invitations(
    use_cases: ApplicationDep, principal: CurrentPrincipal, response: Response
) -> Success[list[PlaylistInvitationResponse]]:
    """Return what the user was invited to and has not accepted yet, the newest first."""
    response.headers.update(PRIVATE)
    invitations = await use_cases.playlists.share.invitations(principal.user_id)
    return Success(data=[PlaylistInvitationResponse.of(invitation) for invitation in invitations])


@router.post(
    "/me/playlist-invitations/{playlistId}/accept",
    summary="Accept an invitation",
    responses=refuses(AccountErased, PlaylistNotFound),
    dependencies=NO_BODY,
)
async def accept_playlist_invitation(
    use_cases: ApplicationDep, principal: CurrentPrincipal, playlist_id: PlaylistId
) -> Success[PlaylistResponse]:
    """Accept an invitation, and return the playlist. A repetition changes nothing."""
    await use_cases.playlists.share.accept(principal.user_id, playlist_id)
    return Success(data=PlaylistResponse.of(await use_cases.playlists.read.get(listener(principal), playlist_id)))
