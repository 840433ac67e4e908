"""Ports of invitations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from auth.domain.administration.invitations import Invitation


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """A page of invitations, and how many there are in the whole list."""

    invitations: Sequence[Invitation]
    total: int


class Invitations(Protocol):
    """The invitations of a unit of work."""

    async def add(self, invitation: Invitation, digest: bytes) -> None:
        """Add an invitation and the digest of its code."""
        ...

    async def is_open(self, digest: bytes, email: str, now: datetime) -> bool:
        """Return whether an address may be registered with a code."""
        ...

    async def use(self, digest: bytes, email: str, account_id: UUID, now: datetime) -> bool:
        """Use an invitation for an account, and return whether it could be used: of parallel uses one can."""
        ...

    async def revoke(self, invitation_id: UUID, now: datetime) -> bool:
        """Delete an invitation that can still be used, and return whether there was one."""
        ...

    async def page(self, limit: int, offset: int) -> InvitationPage:
        """Return a page of invitations, the newest first."""
        ...

    async def delete_expired(self, now: datetime) -> bool:
        """Delete a batch of expired invitations that were not used; return whether more may be left."""
        ...
