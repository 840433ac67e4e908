"""Response bodies of the audit log."""

from datetime import datetime
from typing import Final, Generic, Literal, Self, TypeVar
from uuid import UUID

from pydantic import Field

from auth.application.security.ports import AuditRecord
from auth.domain.sessions.client import Client
from auth.domain.sessions.places import shown_network
from chassis.core.clients.user_agents import device_name
from chassis.http.schemas import ResponseModel

USER: Final = ["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"]
NO_CLIENT: Final = Client()

T = TypeVar("T")


class AuditEntryResponse(ResponseModel):
    """One entry of the audit log, as the user sees it to whose account it happened."""

    id: int = Field(description="Number of the entry", examples=[42])
    kind: str = Field(
        description="What happened, such as `signed_in`, `sign_in_failed`, `token_reused`; further kinds may be added",
        examples=["signed_in"],
    )
    at: datetime = Field(description="When it happened", examples=["2026-11-29T07:00:00Z"])
    actor: Literal["user", "administrator"] | None = Field(
        description="Who did it; null if that is not known, as for a failed sign-in", examples=["user"]
    )
    session_id: UUID | None = Field(
        description="The session of the user in which it happened, or null",
        examples=["0199b129-0a0a-7b1b-8c2c-9d3d4e4e5f5f"],
    )
    device: str | None = Field(
        description="Browser and system of the client, or null if they are not known, or those of an administrator",
        examples=["Firefox on Linux"],
    )
    network: str | None = Field(
        description="Network of the client's address (/24, IPv6 /48), or null if it is not known, or that of an"
        " administrator",
        examples=["203.0.113.0/24"],
    )
    details: dict[str, str] = Field(
        description="More about it, by kind; never a password, code or token", examples=[{"methods": "pwd otp"}]
    )

    @classmethod
    def of(cls, record: AuditRecord) -> Self:
        """Return the response for an entry about the user. Of an administrator, neither client nor session is shown."""
        actor: Literal["user", "administrator"] | None = None
        if record.actor_id is not None:
            actor = "user" if record.actor_id == record.account_id else "administrator"
        client = NO_CLIENT if actor == "administrator" else record.client
        return cls(
            id=record.number,
            kind=record.kind,
            at=record.at,
            actor=actor,
            session_id=None if actor == "administrator" else record.session_id,
            device=device_name(client.user_agent),
            network=shown_network(client.address),
            details=dict(record.details),
        )


class UserAuditEntryResponse(ResponseModel):
    """One entry of the audit log, as administrators and viewers see it."""

    id: int = Field(description="Number of the entry", examples=[42])
    kind: str = Field(description="What happened; further kinds may be added", examples=["roles_changed"])
    at: datetime = Field(description="When it happened", examples=["2026-11-29T07:00:00Z"])
    user_id: UUID | None = Field(
        description="To whose account it happened; null for an account that does not exist", examples=USER
    )
    actor_id: UUID | None = Field(
        description="Who did it; null if that is not known, as for a failed sign-in",
        examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a20"],
    )
    session_id: UUID | None = Field(
        description="The session in which it happened, or null", examples=["0199b129-0a0a-7b1b-8c2c-9d3d4e4e5f5f"]
    )
    device: str | None = Field(
        description="Browser and system of the client, or null if they are not known", examples=["Firefox on Linux"]
    )
    user_agent: str = Field(
        description="What the client calls itself; empty if it sends no name",
        examples=["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"],
    )
    address: str = Field(description="Address of the client; empty if it is not known", examples=["203.0.113.77"])
    details: dict[str, str] = Field(
        description="More about it, by kind; never a password, code or token",
        examples=[{"before": "user", "after": "user editor"}],
    )

    @classmethod
    def of(cls, record: AuditRecord) -> Self:
        """Return the response for an entry."""
        return cls(
            id=record.number,
            kind=record.kind,
            at=record.at,
            user_id=record.account_id,
            actor_id=record.actor_id,
            session_id=record.session_id,
            device=device_name(record.client.user_agent),
            user_agent=record.client.user_agent,
            address=record.client.address,
            details=dict(record.details),
        )


class AuditMeta(ResponseModel):
    """The position of a page in the audit log."""

    count: int = Field(description="Number of entries on this page", examples=[1])
    limit: int = Field(description="Maximum number of entries on a page", examples=[50])
    has_more: bool = Field(description="Whether older entries follow", examples=[False])
    next_cursor: str | None = Field(
        description="`cursor` of the next page, or null on the last one", examples=["m5vRkq0T2lZlWzQyXQ"]
    )


class AuditPage(ResponseModel, Generic[T]):
    """One page of the audit log."""

    success: Literal[True] = Field(default=True, description="Always true: the request succeeded")
    data: list[T] = Field(description="Entries, the newest first")
    meta: AuditMeta = Field(description="The position of the page")


def audit_meta(count: int, limit: int, next_cursor: str | None) -> AuditMeta:
    """Return the position of a page; entries that are written meanwhile do not move it."""
    return AuditMeta(count=count, limit=limit, has_more=next_cursor is not None, next_cursor=next_cursor)
