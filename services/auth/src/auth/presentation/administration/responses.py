"""Response bodies for administrators."""

from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import Field

from auth.domain.accounts.account import Account, Role
from chassis.http.schemas import ResponseModel


class UserResponse(ResponseModel):
    """A user, as administrators see one."""

    id: UUID = Field(description="Id of the user", examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"])
    username: str = Field(description="Username", examples=["ada_l"])
    email: str = Field(description="E-mail address", examples=["ada@example.org"])
    roles: list[Role] = Field(
        description="`user` uses the system, `editor` also edits the catalog, `viewer` also reads what editors and"
        " administrators see, `finance` is for billing, `admin` may do everything",
        examples=[["user", "editor"]],
    )
    created_at: datetime = Field(description="When the account was registered", examples=["2026-11-21T12:00:00Z"])
    status: Literal["active", "suspended"] = Field(description="A suspended user cannot sign in", examples=["active"])
    suspended_at: datetime | None = Field(description="Since when the user is suspended, or null", examples=[None])
    version: int = Field(
        description="Increases with every change of the roles or the status. Send it, in quotes, as `If-Match` of a"
        " change",
        examples=[2],
    )

    @classmethod
    def of(cls, account: Account) -> Self:
        """Return the response for an account."""
        return cls(
            id=account.id,
            username=account.username,
            email=account.email,
            roles=list(account.roles),
            created_at=account.created_at,
            status="active" if account.suspended_at is None else "suspended",
            suspended_at=account.suspended_at,
            version=account.version,
        )


class EndedSessionsResponse(ResponseModel):
    """Sessions that have ended."""

    ended: int = Field(description="Number of sessions that were active and have ended", examples=[3])
