"""Requests of other servers: only signed ones of peers are accepted, each once, within the budget of the peer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from chassis.core.clock import Clock
from federation.application.trust.documents import FetchDocuments
from federation.application.trust.identity import OwnIdentity
from federation.application.trust.ports import Signatures
from federation.application.unit_of_work import Readers, UnitOfWork, Units
from federation.domain.keys.errors import Refusal, SignatureRefused
from federation.domain.keys.keys import PublicKey
from federation.domain.keys.requests import Claim, SignedRequest
from federation.domain.peers.errors import BudgetExhausted, PeerNotActive, PeerNotPermitted
from federation.domain.peers.peer import Peer, State
from federation.domain.peers.permissions import Permission


@dataclass(frozen=True, slots=True)
class ReceiveRequests:
    """Verifies requests of peers."""

    units: Units
    readers: Readers
    identity: OwnIdentity
    signatures: Signatures
    documents: FetchDocuments
    clock: Clock

    async def __call__(self, request: SignedRequest, permission: Permission) -> Peer:
        """Return the peer that sent a request, which may do it.

        Raise SignatureRefused, BudgetExhausted, PeerNotActive, PeerNotPermitted.
        """
        peer = await self.known(request)
        if peer.state is not State.ACTIVE:
            raise PeerNotActive(peer.id)
        if not peer.may(permission):
            raise PeerNotPermitted(permission)
        return peer

    async def known(self, request: SignedRequest) -> Peer:
        """Return the peer that sent a request, whatever the relation is; raise SignatureRefused, BudgetExhausted."""
        now = self.clock.now()
        claim = self._claim(request, now)
        key = await self._key(claim, now)
        self.signatures.verify(request, self.identity.url, claim, key.public)
        async with self.units.begin() as work:
            peer = await work.peers.find(claim.server_id)
            if peer is None:
                raise SignatureRefused(Refusal.UNKNOWN_KEY)
            await self._once(work, claim, now)
            within = await work.guards.take_request(peer.id, now.date(), peer.budget.requests)
        if not within:
            raise BudgetExhausted(seconds_until_tomorrow(now))
        return peer

    async def stranger(self, request: SignedRequest, server_id: UUID, key: PublicKey) -> None:
        """Verify the request of a server that is no peer yet, by the key that it states; raise SignatureRefused."""
        now = self.clock.now()
        claim = self._claim(request, now)
        if claim.server_id != server_id or claim.key_id != key.id:
            raise SignatureRefused(Refusal.UNKNOWN_KEY)
        self.signatures.verify(request, self.identity.url, claim, key.public)
        async with self.units.begin() as work:
            await self._once(work, claim, now)

    def _claim(self, request: SignedRequest, now: datetime) -> Claim:
        claim = self.signatures.claim(request)
        if not claim.counts_at(now):
            raise SignatureRefused(Refusal.TIME)
        return claim

    async def _key(self, claim: Claim, now: datetime) -> PublicKey:
        async with self.readers.read() as work:
            key = await work.peer_keys.find(claim.server_id, claim.key_id)
        if key is None:
            key = await self.documents.newer_key(claim.server_id, claim.key_id)
        if key is None:
            raise SignatureRefused(Refusal.UNKNOWN_KEY)
        if not key.counts_at(now):
            raise SignatureRefused(Refusal.RETIRED_KEY)
        return key

    async def _once(self, work: UnitOfWork, claim: Claim, now: datetime) -> None:
        if not await work.guards.claim_nonce(claim.server_id, claim.nonce, claim.forget_at(now)):
            raise SignatureRefused(Refusal.REPLAYED)


def seconds_until_tomorrow(now: datetime) -> int:
    """Return how many seconds the day (UTC) still has."""
    tomorrow = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return max(1, int((tomorrow - now).total_seconds()))
