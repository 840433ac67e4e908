"""Errors of peers and invitations.

FederationError
├── InvitationNotFound
├── InvitationInvalid
├── PeerNotFound
├── PeerExists
├── PeerNotPending
├── PeerRevoked
├── PeerNotActive
├── PeerNotPermitted
├── PeerUnreachable
├── PeerRefused
├── TooManyPeers
└── BudgetExhausted
"""

from uuid import UUID

from federation.domain.errors import FederationError


class InvitationNotFound(FederationError):
    """No such invitation exists."""

    def __init__(self, invitation_id: UUID) -> None:
        super().__init__(f"no invitation {invitation_id} exists")


class InvitationInvalid(FederationError):
    """The token of an invitation was changed, used, withdrawn or has expired."""

    def __init__(self) -> None:
        super().__init__("the invitation is not valid: it was changed, used or withdrawn, or has expired")


class PeerNotFound(FederationError):
    """No such peer exists."""

    def __init__(self, peer_id: UUID) -> None:
        super().__init__(f"no peer {peer_id} exists")


class PeerExists(FederationError):
    """The server is a peer already, or this server itself."""

    def __init__(self) -> None:
        super().__init__("this server is a peer already, or is the server itself")


class PeerNotPending(FederationError):
    """The peer waits for no decision."""

    def __init__(self, peer_id: UUID) -> None:
        super().__init__(f"peer {peer_id} waits for no decision")


class PeerRevoked(FederationError):
    """The relation has ended: a new one needs an invitation."""

    def __init__(self, peer_id: UUID) -> None:
        super().__init__(f"the relation to peer {peer_id} was revoked; a new one needs an invitation")


class PeerNotActive(FederationError):
    """The relation is not active."""

    def __init__(self, peer_id: UUID) -> None:
        super().__init__(f"the relation to peer {peer_id} is not active")


class PeerNotPermitted(FederationError):
    """A permission is missing."""

    def __init__(self, permission: str) -> None:
        super().__init__(f"the permission {permission} is missing")
        self.details = {"permission": permission}


class PeerUnreachable(FederationError):
    """The other server could not be called, or did not respond as it must."""

    def __init__(self, code: str) -> None:
        super().__init__(f"the other server cannot be reached: {code}")
        self.code = code
        self.details = {"cause": code}


class PeerRefused(FederationError):
    """The other server refused the request."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"the other server refuses the request: {code}")
        self.status = status
        self.code = code
        self.details = {"cause": code}


class TooManyPeers(FederationError):
    """The most peers exist already."""

    def __init__(self, most: int) -> None:
        super().__init__(f"at most {most} servers can be peers")


class BudgetExhausted(FederationError):
    """A peer has used up its budget of the day."""

    def __init__(self, retry_after: int = 3600) -> None:
        super().__init__("the budget of the day is exhausted")
        self.headers = {"Retry-After": str(retry_after)}
