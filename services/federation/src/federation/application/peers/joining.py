"""Use of an invitation of another server."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from chassis.core.clock import Clock
from federation.application.trust.calling import CallPeers
from federation.application.trust.documents import FetchDocuments
from federation.application.trust.identity import OwnIdentity
from federation.application.trust.wire import JoinRequest, Wire
from federation.application.unit_of_work import Units
from federation.domain.keys.keys import PublicKey, ServerDocument
from federation.domain.peers.errors import InvitationInvalid, PeerExists, PeerRefused, TooManyPeers
from federation.domain.peers.invitation import InvitationToken
from federation.domain.peers.peer import Budget, Notice, Peer, State
from federation.domain.peers.permissions import Permission

REQUESTS: Final = "/api/v1/federation/wire/requests"


@dataclass(frozen=True, slots=True)
class JoinPeers:
    """Requests to become a peer of a server that has sent an invitation."""

    units: Units
    identity: OwnIdentity
    documents: FetchDocuments
    calls: CallPeers
    wire: Wire
    clock: Clock
    budget: Budget
    most: int

    async def __call__(self, token: str, permissions: Collection[Permission]) -> Peer:
        """Return the server that was requested, which waits for the decision of its administrator.

        Its document must have the key that the invitation names. Raise InvitationInvalid, PeerExists, TooManyPeers,
        PeerUnreachable, PeerRefused.
        """
        invitation = InvitationToken.read(token)
        own = await self.identity.document()
        if invitation.server_id == own.id:
            raise PeerExists
        async with self.units.begin() as work:
            former = await work.peers.find(invitation.server_id)
            if former is not None and former.state is not State.REVOKED:
                raise PeerExists
            if former is None and await work.peers.count() >= self.most:
                raise TooManyPeers(self.most)
        document = await self.documents.fetch(invitation.url)
        key = self._key(document, invitation)
        granted = frozenset(permissions)
        body = self.wire.write_join(JoinRequest(invitation.secret, own, granted))
        response = await self.calls.post(invitation.url, REQUESTS, body)
        if response.status != 200:
            code = self.wire.error_code(response.body)
            raise InvitationInvalid if code == "INVITATION_INVALID" else PeerRefused(response.status, code)
        notice = self.wire.read(Notice, response.body)
        return await self._stored(document, invitation.url, key, granted, notice)

    def _key(self, document: ServerDocument, invitation: InvitationToken) -> PublicKey:
        for key in document.keys:
            if document.id == invitation.server_id and key.id == invitation.key_id:
                return key
        raise InvitationInvalid

    async def _stored(
        self,
        document: ServerDocument,
        url: str,
        key: PublicKey,
        granted: frozenset[Permission],
        notice: Notice,
    ) -> Peer:
        now = self.clock.now()
        peer = Peer(
            id=document.id,
            name=document.name,
            url=url,
            ours=State.ACTIVE,
            theirs=notice.state,
            granted=granted,
            received=notice.permissions,
            budget=self.budget,
            created_at=now,
            updated_at=now,
            notified_revision=1,
        )
        async with self.units.begin() as work:
            former = await work.peers.find(document.id, lock=True)
            if former is not None and former.state is not State.REVOKED:
                # The approval has arrived before this transaction, or a second request.
                return former
            await work.peers.save(peer)
            await work.peer_keys.replace(document.id, [key], now)
        return peer
