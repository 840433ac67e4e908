"""Bodies of peers, invitations and keys."""

from datetime import datetime
from typing import Annotated, Any, Final, Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import RequestModel, ResponseModel
from federation.application.peers.deciding import PeerUsage
from federation.domain.keys.keys import PublicKey, ServerDocument
from federation.domain.peers.invitation import LONGEST_TOKEN, Invitation
from federation.domain.peers.peer import Budget, Peer, State
from federation.domain.peers.permissions import Permission, in_order
from federation.presentation.dependencies import ID, TIME

Permissions = Annotated[list[Annotated[Permission, Field(strict=False)]], Field(max_length=len(Permission))]
_TOKEN: Final = "mqf_eyJ1IjogImh0dHBzOi8v"
_KEY: Final = "5PL1ajQ7CzWxkdIQHbMRzHvlT8S1GXiAh5wGJ2vXJ0A"
_GRANTED: Final = "What the other server may do here: `browse`, `stream`, `download` and `activity`"


class InvitationRequest(RequestModel):
    """A new invitation."""

    permissions: Permissions = Field(
        default=[Permission.BROWSE, Permission.STREAM], description=_GRANTED, examples=[["browse", "stream"]]
    )
    hours: int = Field(default=72, ge=1, le=720, description="How many hours it can be used", examples=[72])


class InvitationResponse(ResponseModel):
    """An invitation."""

    id: UUID = Field(description="Id of the invitation", examples=[ID])
    permissions: list[Permission] = Field(description=_GRANTED, examples=[["browse", "stream"]])
    created_at: datetime = Field(description="When it was made", examples=[TIME])
    expires_at: datetime = Field(description="When it expires", examples=["2026-12-03T12:00:00Z"])
    used_at: datetime | None = Field(description="When a server used it, or null", examples=[None])
    withdrawn_at: datetime | None = Field(description="When it was withdrawn, or null", examples=[None])

    @classmethod
    def of(cls, invitation: Invitation) -> Self:
        """Return the body of an invitation."""
        return cls(**_facts(invitation))


class NewServerInvitationResponse(InvitationResponse):
    """An invitation that was just made."""

    token: str = Field(description="What the other server needs; no later response has it", examples=[_TOKEN])

    @classmethod
    def made(cls, invitation: Invitation, token: str) -> Self:
        """Return the body of a new invitation."""
        return cls(**_facts(invitation), token=token)


def _facts(invitation: Invitation) -> dict[str, Any]:
    return {
        "id": invitation.id,
        "permissions": in_order(invitation.permissions),
        "created_at": invitation.created_at,
        "expires_at": invitation.expires_at,
        "used_at": invitation.used_at,
        "withdrawn_at": invitation.withdrawn_at,
    }


class JoinPeerRequest(RequestModel):
    """The use of an invitation of another server."""

    token: str = Field(max_length=LONGEST_TOKEN, description="The token of the invitation", examples=[_TOKEN])
    permissions: Permissions = Field(
        default=[Permission.BROWSE, Permission.STREAM], description=_GRANTED, examples=[["browse", "stream"]]
    )


class BudgetBody(ResponseModel):
    """What a peer may cause within a day (UTC)."""

    requests: int = Field(description="Requests a day", examples=[20000])
    bytes: int = Field(description="Bytes of files a day", examples=[21474836480])


class BudgetRequest(RequestModel):
    """What a peer may cause within a day (UTC)."""

    requests: int = Field(ge=0, le=100_000_000, description="Requests a day", examples=[20000])
    bytes: int = Field(ge=0, le=2**50, description="Bytes of files a day", examples=[21474836480])


class PeerPatch(RequestModel):
    """A change of a peer: an omitted field stays as it is."""

    permissions: Permissions | None = Field(default=None, description=_GRANTED, examples=[["browse"]])
    budget: BudgetRequest | None = Field(default=None, description="Its budget of a day")

    def changed_budget(self) -> Budget | None:
        """Return the new budget, or null."""
        return None if self.budget is None else Budget(self.budget.requests, self.budget.bytes)


class PeerHealthResponse(ResponseModel):
    """What the calls to a peer have shown."""

    contact_at: datetime | None = Field(description="When it has responded last, or null", examples=[TIME])
    failure_at: datetime | None = Field(description="When a call has failed last, or null", examples=[None])
    failure: str | None = Field(description="Code of that failure, or null", examples=["timeout"])
    failures: int = Field(description="Failed calls since it has responded last", examples=[0])


class PeerResponse(ResponseModel):
    """Another server, with both decisions."""

    id: UUID = Field(description="Id that the server has given itself", examples=[ID])
    name: str = Field(description="Its name", examples=["Attic"])
    url: str = Field(description="Its address", examples=["https://attic.example"])
    state: State = Field(
        description="State of the relation, that of the stricter decision: `pending`, `active`, `suspended`, `revoked`",
        examples=["active"],
    )
    our_decision: State = Field(description="The decision of this server", examples=["active"])
    their_decision: State = Field(description="The decision of the other one, as it has stated it", examples=["active"])
    granted: list[Permission] = Field(description=_GRANTED, examples=[["browse", "stream"]])
    received: list[Permission] = Field(description="What we may do there", examples=[["browse"]])
    budget: BudgetBody = Field(description="What it may cause here within a day")
    used: BudgetBody | None = Field(description="What it has caused here today; null in responses to changes")
    is_notified: bool = Field(description="Whether it has confirmed our newest decision", examples=[True])
    health: PeerHealthResponse = Field(description="What the calls to it have shown")
    created_at: datetime = Field(description="When the relation was requested", examples=[TIME])
    updated_at: datetime = Field(description="When a decision was changed last", examples=[TIME])

    @classmethod
    def of(cls, peer: Peer, used: BudgetBody | None = None) -> Self:
        """Return the body of a peer."""
        health = peer.health
        return cls(
            id=peer.id,
            name=peer.name,
            url=peer.url,
            state=peer.state,
            our_decision=peer.ours,
            their_decision=peer.theirs,
            granted=in_order(peer.granted),
            received=in_order(peer.received),
            budget=BudgetBody(requests=peer.budget.requests, bytes=peer.budget.bytes),
            used=used,
            is_notified=peer.notified_revision >= peer.revision,
            health=PeerHealthResponse(
                contact_at=health.contact_at,
                failure_at=health.failure_at,
                failure=health.failure,
                failures=health.failures,
            ),
            created_at=peer.created_at,
            updated_at=peer.updated_at,
        )

    @classmethod
    def with_usage(cls, usage: PeerUsage) -> Self:
        """Return the body of a peer with what it has used."""
        return cls.of(usage.peer, BudgetBody(requests=usage.requests, bytes=usage.bytes))


class ServerKeyResponse(ResponseModel):
    """A public key of this server."""

    id: str = Field(description="Its thumbprint", examples=[_KEY])
    retires_at: datetime | None = Field(description="When it is refused; null of the key that signs", examples=[None])
    endorsed_by: str | None = Field(description="Id of the key before, which has signed this one", examples=[None])

    @classmethod
    def of(cls, key: PublicKey) -> Self:
        """Return the body of a key."""
        endorsed_by = None if key.endorsement is None else key.endorsement.by
        return cls(id=key.id, retires_at=key.retires_at, endorsed_by=endorsed_by)


class FederatedServerResponse(ResponseModel):
    """This server, as others see it."""

    id: UUID = Field(description="Id of this server", examples=[ID])
    name: str = Field(description="Its name", examples=["Living room"])
    url: str = Field(description="Its address", examples=["https://marquee.example"])
    keys: list[ServerKeyResponse] = Field(description="The keys that count, the newest first")

    @classmethod
    def of(cls, document: ServerDocument) -> Self:
        """Return the body of a document."""
        keys = [ServerKeyResponse.of(key) for key in document.keys]
        return cls(id=document.id, name=document.name, url=document.url, keys=keys)
