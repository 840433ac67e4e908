"""Routes of invitations and of the keys of this server, for administrators."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.http.dependencies import NO_BODY
from chassis.http.follow_up.paging import PartParams
from chassis.http.schemas import CursorPage, Success
from chassis.http.tokens import AdminPrincipal
from federation.domain.peers.errors import InvitationNotFound
from federation.presentation.dependencies import PRIVATE, ApplicationDep, InvitationId, newest
from federation.presentation.errors import refuses
from federation.presentation.peers.schemas import (
    FederatedServerResponse,
    InvitationRequest,
    InvitationResponse,
    NewServerInvitationResponse,
)

router = APIRouter(prefix="/admin/federation", tags=["federation: administration"])

_INVITATIONS = newest("invitations")


@router.get("/invitations", summary="List invitations")
async def list_federation_invitations(
    use_cases: ApplicationDep, _: AdminPrincipal, params: Annotated[PartParams, Query()]
) -> CursorPage[InvitationResponse]:
    """Return the invitations, the newest first, without their tokens."""
    part = params.part(_INVITATIONS)
    return params.page(_INVITATIONS, part, await use_cases.invite.page(part), InvitationResponse.of)


@router.post("/invitations", status_code=201, summary="Invite a server")
async def invite_server(
    use_cases: ApplicationDep, principal: AdminPrincipal, body: InvitationRequest, response: Response
) -> Success[NewServerInvitationResponse]:
    """Make an invitation that one server can use once. Pass its token on by a way that only its administrator reads."""
    response.headers.update(PRIVATE)
    lifetime = timedelta(hours=body.hours)
    invitation, token = await use_cases.invite.invite(body.permissions, lifetime, principal.user_id)
    return Success(data=NewServerInvitationResponse.made(invitation, token))


@router.delete(
    "/invitations/{invitationId}",
    status_code=204,
    summary="Withdraw an invitation",
    responses=refuses(InvitationNotFound),
)
async def withdraw_invitation(use_cases: ApplicationDep, _: AdminPrincipal, invitation_id: InvitationId) -> None:
    """Let an invitation count no longer. A request that it has led to stays."""
    await use_cases.invite.withdraw(invitation_id)


@router.get("/keys", summary="List the keys of the server")
async def list_server_keys(use_cases: ApplicationDep, _: AdminPrincipal) -> Success[FederatedServerResponse]:
    """Return this server with the keys that count, as other servers see it."""
    return Success(data=FederatedServerResponse.of(await use_cases.identity.document()))


@router.post("/keys", status_code=201, summary="Replace the key that signs", dependencies=NO_BODY)
async def rotate_server_key(use_cases: ApplicationDep, _: AdminPrincipal) -> Success[FederatedServerResponse]:
    """Let a new key sign, which the one before endorses. Peers accept it; the former one counts for an overlap."""
    return Success(data=FederatedServerResponse.of(await use_cases.identity.rotate()))
