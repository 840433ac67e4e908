"""Ports of peers and invitations."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from chassis.core.lists.pages import Part, Slice
from federation.domain.peers.invitation import Invitation
from federation.domain.peers.peer import Health, Peer


class Invitations(Protocol):
    """Invitations within one transaction."""

    async def add(self, invitation: Invitation) -> None:
        """Store an invitation."""
        ...

    async def page(self, part: Slice) -> Part[Invitation]:
        """Return a part of the invitations, the newest first."""
        ...

    async def withdraw(self, invitation_id: UUID, now: datetime) -> bool:
        """Let an invitation count no longer; return false if there is none."""
        ...

    async def use(self, digest: bytes, now: datetime) -> Invitation | None:
        """Use an invitation that counts, or return null: of several uses at once only one succeeds."""
        ...

    async def forget(self, before: datetime) -> int:
        """Delete some invitations that have ended before an instant, and return how many."""
        ...


class Peers(Protocol):
    """Peers within one transaction."""

    async def find(self, peer_id: UUID, *, lock: bool = False) -> Peer | None:
        """Return a peer, or null."""
        ...

    async def every(self) -> Sequence[Peer]:
        """Return all peers by name."""
        ...

    async def count(self) -> int:
        """Return how many peers there are, under a lock for new ones."""
        ...

    async def save(self, peer: Peer) -> None:
        """Insert or replace a peer, except for its health."""
        ...

    async def is_active(self, peer_id: UUID) -> bool:
        """Return whether both sides want the relation now."""
        ...

    async def record(self, peer_id: UUID, health: Health) -> None:
        """Store what calls have shown."""
        ...
