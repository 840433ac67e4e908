"""Another server. Each side decides for itself, and the relation is what both decisions permit."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from federation.domain.peers.errors import PeerRevoked
from federation.domain.peers.permissions import Permission


class State(StrEnum):
    """The decision of one side, and the state of a relation. The values are stored and part of the API."""

    PENDING = "pending"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


_STRICTEST = (State.REVOKED, State.PENDING, State.SUSPENDED, State.ACTIVE)


@dataclass(frozen=True, slots=True)
class Budget:
    """What a peer may cause within a day (UTC)."""

    requests: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Health:
    """What the calls to a peer have shown."""

    contact_at: datetime | None = None
    failure_at: datetime | None = None
    failure: str | None = None
    failures: int = 0
    """Failed calls since the last one that succeeded."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What a server states to another one about its decision. A later one has a higher revision."""

    revision: int
    state: State
    permissions: frozenset[Permission]


@dataclass(frozen=True, slots=True)
class Peer:
    """Another server, with our decision and, as far as it has stated it, its own."""

    id: UUID
    """The id that the server has given itself."""
    name: str
    url: str
    ours: State
    theirs: State
    granted: frozenset[Permission]
    """What it may do here."""
    received: frozenset[Permission]
    """What we may do there."""
    budget: Budget
    created_at: datetime
    updated_at: datetime
    revision: int = 1
    """Of our decision."""
    notified_revision: int = 0
    """The revision that it has confirmed."""
    peer_revision: int = 0
    """The revision of its own decision that we have applied."""
    health: Health = Health()

    @property
    def state(self) -> State:
        """Return the state of the relation: that of the stricter decision."""
        return next(state for state in _STRICTEST if state in (self.ours, self.theirs))

    def may(self, permission: Permission) -> bool:
        """Return whether the peer may do something here now."""
        return self.state is State.ACTIVE and permission in self.granted

    def lets(self, permission: Permission) -> bool:
        """Return whether we may do something there now."""
        return self.state is State.ACTIVE and permission in self.received

    def decided(self, state: State, now: datetime) -> "Peer":
        """Return the peer with another decision of ours; raise PeerRevoked."""
        if self.state is State.REVOKED:
            raise PeerRevoked(self.id)
        return replace(self, ours=state, revision=self.revision + 1, updated_at=now)

    def ended(self, now: datetime) -> "Peer":
        """Return the peer with a relation that has ended, whatever it was."""
        return replace(self, ours=State.REVOKED, revision=self.revision + 1, updated_at=now)

    def granting(self, permissions: frozenset[Permission], budget: Budget, now: datetime) -> "Peer":
        """Return the peer with other permissions and another budget; raise PeerRevoked."""
        if self.state is State.REVOKED:
            raise PeerRevoked(self.id)
        return replace(self, granted=permissions, budget=budget, revision=self.revision + 1, updated_at=now)

    def notice(self) -> Notice:
        """Return what the peer is notified of."""
        return Notice(self.revision, self.ours, self.granted)

    def after(self, notice: Notice, now: datetime) -> "Peer":
        """Return the peer after a notice of its own; an older one changes nothing, and a revocation is final."""
        if notice.revision <= self.peer_revision or self.theirs is State.REVOKED:
            return self
        return replace(
            self, theirs=notice.state, received=notice.permissions, peer_revision=notice.revision, updated_at=now
        )
