"""Routes of the relation between servers: requests, decisions and deletions. docs/federation.md describes them."""

from fastapi import APIRouter, Response

from federation.application.trust.wire import DeletionRequest
from federation.domain.peers.errors import PeerNotActive
from federation.domain.peers.peer import Notice, State
from federation.presentation.dependencies import ApplicationDep
from federation.presentation.wire.signed import JSON, SignedDep, written

router = APIRouter(prefix="/federation", include_in_schema=False)


@router.get("/server")
async def server_document(use_cases: ApplicationDep) -> Response:
    """Return what this server publishes about itself, for everyone."""
    return Response(use_cases.wire.write_document(await use_cases.identity.document()), media_type=JSON)


@router.post("/wire/requests")
async def request_relation(use_cases: ApplicationDep, request: SignedDep) -> Response:
    """Store the request of a server that was invited; it signs with the key that it states."""
    join = use_cases.wire.read_join(request.body)
    return written(use_cases, await use_cases.invite.requested(request, join))


@router.get("/wire/status")
async def relation_status(use_cases: ApplicationDep, request: SignedDep) -> Response:
    """Return our decision about the server that requests it."""
    peer = await use_cases.receive.known(request)
    return written(use_cases, peer.notice())


@router.post("/wire/notices", status_code=204)
async def relation_notice(use_cases: ApplicationDep, request: SignedDep) -> None:
    """Apply the decision of a peer."""
    peer = await use_cases.receive.known(request)
    await use_cases.decide.noticed(peer.id, use_cases.wire.read(Notice, request.body))


@router.post("/wire/deletions")
async def delete_copies(use_cases: ApplicationDep, request: SignedDep) -> Response:
    """Delete what was copied of an item of a peer; also of one whose relation has ended."""
    peer = await use_cases.receive.known(request)
    if peer.state is State.PENDING:
        raise PeerNotActive(peer.id)
    deletion = use_cases.wire.read(DeletionRequest, request.body)
    return written(use_cases, await use_cases.imports.delete_requested(peer.id, deletion))
