"""What peers are notified of: our decisions, and what they are requested to delete. Repeated until they confirm."""

from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from federation.application.jobs import REGISTRY, notice_job
from federation.application.trust.calling import CallPeers
from federation.application.trust.wire import DeletionRequest, DeletionVerdict, Wire
from federation.application.unit_of_work import Readers, Units
from federation.domain.keys.errors import WireInvalid
from federation.domain.peers.errors import PeerRefused, PeerUnreachable
from federation.domain.peers.peer import Notice, Peer, State
from jobs.model import Job
from jobs.run import Run

STATUS: Final = "/api/v1/federation/wire/status"
NOTICES: Final = "/api/v1/federation/wire/notices"
DELETIONS: Final = "/api/v1/federation/wire/deletions"
MOST_DELETIONS: Final = 100
"""Deletions of one run; those behind them are sent by the next check."""


@dataclass(frozen=True, slots=True)
class NotifyPeer:
    """Notifies one peer of what it has not confirmed."""

    units: Units
    readers: Readers
    calls: CallPeers
    wire: Wire
    clock: Clock

    async def __call__(self, run: Run[Job]) -> None:
        """Send our decision, then deletions; raise PeerUnreachable, PeerRefused."""
        peer_id = UUID(run.job.payload["peer_id"])
        async with self.readers.read() as work:
            peer = await work.peers.find(peer_id)
        if peer is None:
            return
        if peer.notified_revision < peer.revision:
            await self._notify(peer)
        if peer.state is not State.PENDING:
            await self._request_deletions(peer)

    async def _notify(self, peer: Peer) -> None:
        notice = peer.notice()
        response = await self.calls.send(peer, "POST", NOTICES, self.wire.write(notice))
        # A server that has revoked the relation itself, or has forgotten it, needs to know no more.
        is_over = peer.ours is State.REVOKED and response.status in (401, 403, 404)
        if response.status != 204 and not is_over:
            raise PeerRefused(response.status, self.wire.error_code(response.body))
        async with self.units.begin() as work:
            stored = await work.peers.find(peer.id, lock=True)
            if stored is not None and stored.notified_revision < notice.revision:
                await work.peers.save(replace(stored, notified_revision=notice.revision))

    async def _request_deletions(self, peer: Peer) -> None:
        async with self.readers.read() as work:
            deletions = await work.shares.unconfirmed(peer.id, MOST_DELETIONS)
        for deletion in deletions:
            body = self.wire.write(DeletionRequest(deletion.id, deletion.kind, deletion.item_id))
            response = await self.calls.send(peer, "POST", DELETIONS, body)
            if response.status != 200:
                raise PeerRefused(response.status, self.wire.error_code(response.body))
            verdict = self.wire.read(DeletionVerdict, response.body)
            confirmed_at = self.clock.now() if verdict.confirmed else None
            async with self.units.begin() as work:
                await work.shares.confirm(deletion.id, peer.id, confirmed_at, verdict.reason)


@dataclass(frozen=True, slots=True)
class CheckPeers:
    """Calls every peer, applies its decision, and queues what it has not confirmed."""

    units: Units
    readers: Readers
    calls: CallPeers
    wire: Wire
    clock: Clock

    async def __call__(self, run: Run[Job]) -> None:
        """Check one peer after another: one that is away delays the others by a deadline at most."""
        async with self.readers.read() as work:
            peers = [peer for peer in await work.peers.every() if peer.ours is not State.REVOKED]
            revoked = [peer for peer in await work.peers.every() if peer.ours is State.REVOKED]
        reached = 0
        for peer in peers:
            reached += await self._check(peer)
        async with self.units.begin() as work:
            for peer in (*peers, *revoked):
                if peer.notified_revision < peer.revision or await work.shares.unconfirmed(peer.id, 1):
                    await work.queue(notice_job(peer.id, str(peer.revision), self.clock.now()))
            await run.finish(work, total=len(peers), result={"reached": reached})

    async def _check(self, peer: Peer) -> bool:
        try:
            response = await self.calls.send(peer, "GET", STATUS)
            if response.status != 200:
                return False
            notice = self.wire.read(Notice, response.body)
        except (PeerUnreachable, WireInvalid):
            # Whatever one server does, the others are checked.
            return False
        async with self.units.begin() as work:
            stored = await work.peers.find(peer.id, lock=True)
            if stored is not None:
                await work.peers.save(stored.after(notice, self.clock.now()))
        return True


@dataclass(frozen=True, slots=True)
class CleanUp:
    """Deletes what is needed no longer."""

    units: Units
    clock: Clock

    async def __call__(self, run: Run[Job]) -> None:
        """Delete in batches, each of which is a transaction."""
        now, deleted = self.clock.now(), 0
        while True:
            async with self.units.begin() as work:
                count = await work.guards.forget(now) + await work.invitations.forget(now)
                count += await work.jobs.prune(REGISTRY.retention, now)
            deleted += count
            if not count:
                break
        async with self.units.begin() as work:
            await run.finish(work, total=deleted)
