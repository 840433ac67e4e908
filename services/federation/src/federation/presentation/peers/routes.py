"""Routes of peers, for administrators."""

from fastapi import APIRouter

from chassis.http.dependencies import NO_BODY
from chassis.http.schemas import Success
from chassis.http.tokens import AdminPrincipal
from federation.domain.peers.errors import (
    InvitationInvalid,
    PeerExists,
    PeerNotFound,
    PeerNotPending,
    PeerRefused,
    PeerRevoked,
    PeerUnreachable,
    TooManyPeers,
)
from federation.presentation.dependencies import ApplicationDep, PeerId
from federation.presentation.errors import refuses
from federation.presentation.peers.schemas import JoinPeerRequest, PeerPatch, PeerResponse

router = APIRouter(prefix="/admin/federation/peers", tags=["federation: administration"])


@router.get("", summary="List the peers")
async def list_peers(use_cases: ApplicationDep, _: AdminPrincipal) -> Success[list[PeerResponse]]:
    """Return every server that this one has or had a relation to, by name."""
    return Success(data=[PeerResponse.with_usage(usage) for usage in await use_cases.decide.every()])


@router.post(
    "",
    status_code=201,
    summary="Use an invitation",
    responses=refuses(InvitationInvalid, PeerExists, TooManyPeers, PeerUnreachable, PeerRefused),
)
async def join_peer(use_cases: ApplicationDep, _: AdminPrincipal, body: JoinPeerRequest) -> Success[PeerResponse]:
    """Request to become a peer of the server that has sent an invitation; its administrator approves it there."""
    return Success(data=PeerResponse.of(await use_cases.join(body.token, body.permissions)))


@router.get("/{peerId}", summary="Get a peer", responses=refuses(PeerNotFound))
async def get_peer(use_cases: ApplicationDep, _: AdminPrincipal, peer_id: PeerId) -> Success[PeerResponse]:
    """Return a peer."""
    return Success(data=PeerResponse.of(await use_cases.decide.get(peer_id)))


@router.patch("/{peerId}", summary="Change a peer", responses=refuses(PeerNotFound, PeerRevoked))
async def change_peer(
    use_cases: ApplicationDep, _: AdminPrincipal, peer_id: PeerId, body: PeerPatch
) -> Success[PeerResponse]:
    """Change what a peer may do here, or its budget. It takes effect with its next request, and within seconds."""
    peer = await use_cases.decide.permit(peer_id, body.permissions, body.changed_budget())
    return Success(data=PeerResponse.of(peer))


@router.post(
    "/{peerId}/approve",
    summary="Approve a peer",
    responses=refuses(PeerNotFound, PeerNotPending, PeerRevoked),
    dependencies=NO_BODY,
)
async def approve_peer(use_cases: ApplicationDep, _: AdminPrincipal, peer_id: PeerId) -> Success[PeerResponse]:
    """Accept the request of a server that has used an invitation."""
    return Success(data=PeerResponse.of(await use_cases.decide.approve(peer_id)))


@router.post(
    "/{peerId}/suspend",
    summary="Suspend a peer",
    responses=refuses(PeerNotFound, PeerNotPending, PeerRevoked),
    dependencies=NO_BODY,
)
async def suspend_peer(use_cases: ApplicationDep, _: AdminPrincipal, peer_id: PeerId) -> Success[PeerResponse]:
    """Interrupt the relation: neither side may do anything, and streams end within seconds."""
    return Success(data=PeerResponse.of(await use_cases.decide.suspend(peer_id)))


@router.post(
    "/{peerId}/resume",
    summary="Resume a peer",
    responses=refuses(PeerNotFound, PeerNotPending, PeerRevoked),
    dependencies=NO_BODY,
)
async def resume_peer(use_cases: ApplicationDep, _: AdminPrincipal, peer_id: PeerId) -> Success[PeerResponse]:
    """Continue a relation that was suspended here."""
    return Success(data=PeerResponse.of(await use_cases.decide.resume(peer_id)))


@router.post("/{peerId}/revoke", summary="Revoke a peer", responses=refuses(PeerNotFound), dependencies=NO_BODY)
async def revoke_peer(use_cases: ApplicationDep, _: AdminPrincipal, peer_id: PeerId) -> Success[PeerResponse]:
    """End the relation, or refuse a request. Streams end within seconds; a new relation needs an invitation."""
    return Success(data=PeerResponse.of(await use_cases.decide.revoke(peer_id)))
