"""What other servers publish about themselves, and keys that follow others."""

from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from federation.application.trust.identity import follows
from federation.application.trust.ports import Cipher, Outgoing
from federation.application.trust.wire import Wire
from federation.application.unit_of_work import Units
from federation.domain.keys.keys import PublicKey, ServerDocument
from federation.domain.peers.errors import PeerUnreachable

PATH: Final = "/api/v1/federation/server"
_MOST_BYTES: Final = 65_536


@dataclass(frozen=True, slots=True)
class FetchDocuments:
    """Fetches the documents of servers, and stores keys that a stored key endorses."""

    units: Units
    outgoing: Outgoing
    wire: Wire
    cipher: Cipher
    clock: Clock

    async def fetch(self, url: str) -> ServerDocument:
        """Return the document of a server; raise PeerUnreachable."""
        response = await self.outgoing.send("GET", url + PATH, {}, None, max_bytes=_MOST_BYTES)
        if response.status != 200:
            raise PeerUnreachable(f"status_{response.status}")
        return self.wire.read_document(response.body)

    async def newer_key(self, server_id: UUID, key_id: str) -> PublicKey | None:
        """Return a key of a peer that follows one that is stored, or null. A peer is called at most once a minute."""
        async with self.units.begin() as work:
            peer = await work.peers.find(server_id)
            if peer is None or not await work.peer_keys.may_fetch(server_id, self.clock.now()):
                return None
        try:
            document = await self.fetch(peer.url)
        except PeerUnreachable:
            return None
        if document.id != server_id:
            return None
        async with self.units.begin() as work:
            await work.peers.find(server_id, lock=True)
            stored = {key.id: key for key in await work.peer_keys.of(server_id)}
            accepted = self._accepted(document, stored)
            if key_id not in accepted:
                return None
            # A key that the document has no longer counts no longer.
            listed = [key for key in accepted.values() if key.id in {key.id for key in document.keys}]
            await work.peer_keys.replace(server_id, listed, self.clock.now())
            return accepted[key_id]

    def _accepted(self, document: ServerDocument, stored: dict[str, PublicKey]) -> dict[str, PublicKey]:
        """Return the keys that are stored or follow one that counts, with the ends that the document states."""
        now = self.clock.now()
        accepted = {key.id: _retiring(key, stored[key.id]) for key in document.keys if key.id in stored}
        trusted = {name: key for name, key in stored.items() if key.counts_at(now)}
        for _ in document.keys:
            for key in document.keys:
                endorsement = key.endorsement
                former = trusted.get(endorsement.by) if endorsement is not None else None
                if former is not None and follows(document, former, key, self.cipher):
                    accepted[key.id] = trusted[key.id] = key
        return accepted


def _retiring(key: PublicKey, stored: PublicKey) -> PublicKey:
    """Return a key that retires when it was to retire: no document lets a key count for longer."""
    ends = [end for end in (key.retires_at, stored.retires_at) if end is not None]
    return replace(key, retires_at=min(ends, default=None))
