"""Decisions about peers: by administrators here, and by those of the peers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from chassis.core.clock import Clock
from federation.application.jobs import notice_job
from federation.application.unit_of_work import Readers, UnitOfWork, Units
from federation.domain.peers.errors import PeerNotFound, PeerNotPending
from federation.domain.peers.peer import Budget, Notice, Peer, State
from federation.domain.peers.permissions import Permission


@dataclass(frozen=True, slots=True)
class PeerUsage:
    """A peer with what it has used of its budget today."""

    peer: Peer
    requests: int
    bytes: int


@dataclass(frozen=True, slots=True)
class DecidePeers:
    """Reads peers and changes our decisions, of each of which the peer is notified."""

    units: Units
    readers: Readers
    clock: Clock

    async def every(self) -> Sequence[PeerUsage]:
        """Return all peers by name."""
        async with self.readers.read() as work:
            used = await work.guards.used(self.clock.now().date())
            return [PeerUsage(peer, *used.get(peer.id, (0, 0))) for peer in await work.peers.every()]

    async def get(self, peer_id: UUID) -> Peer:
        """Return a peer; raise PeerNotFound."""
        async with self.readers.read() as work:
            peer = await work.peers.find(peer_id)
        if peer is None:
            raise PeerNotFound(peer_id)
        return peer

    async def approve(self, peer_id: UUID) -> Peer:
        """Accept the request of a server; raise PeerNotFound, PeerNotPending."""
        async with self.units.begin() as work:
            peer = await _locked(work, peer_id)
            if peer.ours is not State.PENDING:
                raise PeerNotPending(peer_id)
            return await self._saved(work, peer.decided(State.ACTIVE, self.clock.now()))

    async def suspend(self, peer_id: UUID) -> Peer:
        """Interrupt the relation; raise PeerNotFound, PeerNotPending, PeerRevoked."""
        return await self._between(peer_id, State.ACTIVE, State.SUSPENDED)

    async def resume(self, peer_id: UUID) -> Peer:
        """Continue the relation; raise PeerNotFound, PeerNotPending, PeerRevoked."""
        return await self._between(peer_id, State.SUSPENDED, State.ACTIVE)

    async def revoke(self, peer_id: UUID) -> Peer:
        """End the relation, or refuse a request; a repetition changes nothing. Raise PeerNotFound."""
        async with self.units.begin() as work:
            peer = await _locked(work, peer_id)
            if peer.ours is State.REVOKED:
                return peer
            return await self._saved(work, peer.ended(self.clock.now()))

    async def permit(self, peer_id: UUID, permissions: Collection[Permission] | None, budget: Budget | None) -> Peer:
        """Change what a peer may do here, or its budget; raise PeerNotFound, PeerRevoked."""
        async with self.units.begin() as work:
            peer = await _locked(work, peer_id)
            granted = peer.granted if permissions is None else frozenset(permissions)
            return await self._saved(work, peer.granting(granted, budget or peer.budget, self.clock.now()))

    async def noticed(self, peer_id: UUID, notice: Notice) -> None:
        """Apply the decision of a peer; a repetition changes nothing."""
        async with self.units.begin() as work:
            peer = await work.peers.find(peer_id, lock=True)
            if peer is not None:
                await work.peers.save(peer.after(notice, self.clock.now()))

    async def _between(self, peer_id: UUID, before: State, state: State) -> Peer:
        async with self.units.begin() as work:
            peer = await _locked(work, peer_id)
            if peer.ours is state:
                return peer
            decided = peer.decided(state, self.clock.now())
            if peer.ours is not before:
                raise PeerNotPending(peer_id)
            return await self._saved(work, decided)

    async def _saved(self, work: UnitOfWork, peer: Peer) -> Peer:
        await work.peers.save(peer)
        await work.queue(notice_job(peer.id, str(peer.revision), self.clock.now()))
        return peer


async def _locked(work: UnitOfWork, peer_id: UUID) -> Peer:
    peer = await work.peers.find(peer_id, lock=True)
    if peer is None:
        raise PeerNotFound(peer_id)
    return peer
