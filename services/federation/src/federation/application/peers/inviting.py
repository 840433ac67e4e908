"""Invitations, and the requests of servers that were invited."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from chassis.core.clock import Clock
from chassis.core.lists.pages import Part, Slice
from federation.application.trust.identity import OwnIdentity
from federation.application.trust.receiving import ReceiveRequests
from federation.application.trust.wire import JoinRequest
from federation.application.unit_of_work import Readers, Units
from federation.domain.keys.errors import Refusal, SignatureRefused
from federation.domain.keys.requests import SignedRequest
from federation.domain.peers.errors import InvitationInvalid, InvitationNotFound, PeerExists, TooManyPeers
from federation.domain.peers.invitation import Invitation, InvitationToken, digest_of
from federation.domain.peers.peer import Budget, Notice, Peer, State
from federation.domain.peers.permissions import Permission


@dataclass(frozen=True, slots=True)
class InvitePeers:
    """Makes invitations, and stores the requests of those who use them."""

    units: Units
    readers: Readers
    identity: OwnIdentity
    receive: ReceiveRequests
    clock: Clock
    budget: Budget
    most: int

    async def invite(
        self, permissions: Collection[Permission], lifetime: timedelta, user_id: UUID
    ) -> tuple[Invitation, str]:
        """Return an invitation with its token, which is not stored."""
        identity = await self.identity.get()
        secret, now = secrets.token_urlsafe(24), self.clock.now()
        invitation = Invitation(uuid4(), digest_of(secret), frozenset(permissions), user_id, now, now + lifetime)
        async with self.units.begin() as work:
            await work.invitations.add(invitation)
        token = InvitationToken(self.identity.url, identity.server_id, identity.key.key.id, secret)
        return invitation, token.written()

    async def page(self, part: Slice) -> Part[Invitation]:
        """Return a part of the invitations, the newest first."""
        async with self.readers.read() as work:
            return await work.invitations.page(part)

    async def withdraw(self, invitation_id: UUID) -> None:
        """Let an invitation count no longer; raise InvitationNotFound."""
        async with self.units.begin() as work:
            if not await work.invitations.withdraw(invitation_id, self.clock.now()):
                raise InvitationNotFound(invitation_id)

    async def requested(self, request: SignedRequest, join: JoinRequest) -> Notice:
        """Store the request of a server that was invited, and return our decision: that it waits.

        The key that signs becomes that of the server. Raise SignatureRefused, InvitationInvalid, PeerExists,
        TooManyPeers.
        """
        server, now = join.server, self.clock.now()
        key = next((key for key in server.keys if key.counts_at(now)), None)
        if key is None:
            raise SignatureRefused(Refusal.UNKNOWN_KEY)
        await self.receive.stranger(request, server.id, key)
        if server.id == (await self.identity.get()).server_id:
            raise PeerExists
        async with self.units.begin() as work:
            invitation = await work.invitations.use(digest_of(join.secret), now)
            if invitation is None:
                raise InvitationInvalid
            former = await work.peers.find(server.id, lock=True)
            if former is not None and former.state is not State.REVOKED:
                raise PeerExists
            if former is None and await work.peers.count() >= self.most:
                raise TooManyPeers(self.most)
            peer = Peer(
                id=server.id,
                name=server.name,
                url=server.url,
                ours=State.PENDING,
                theirs=State.ACTIVE,
                granted=invitation.permissions,
                received=join.permissions,
                budget=self.budget,
                created_at=now,
                updated_at=now,
            )
            await work.peers.save(peer)
            await work.peer_keys.replace(server.id, [key], now)
        return peer.notice()
