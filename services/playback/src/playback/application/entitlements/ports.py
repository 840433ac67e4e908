"""Port of entitlements in the caller's transaction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from playback.domain.entitlements.entitlement import Entitlement, Purchase, SignedOut


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a user who wants to play a title."""

    entitlement: Entitlement | None
    purchases: Sequence[Purchase]
    """Those of the title."""
    is_signed_out: bool
    """Whether the sign-in session was revoked."""
    is_erased: bool


class Entitlements(Protocol):
    """Reads and writes plans and purchases of users."""

    async def standing(self, user_id: UUID, media_id: UUID, auth_session_id: UUID) -> Standing:
        """Return what is known of a user, a title and a sign-in session."""
        ...

    async def save(self, entitlements: Collection[Entitlement]) -> Sequence[Entitlement]:
        """Store those that are newer than what is stored, and return them; nothing of erased users is stored."""
        ...

    async def save_purchases(self, purchases: Collection[Purchase]) -> Sequence[Purchase]:
        """Store those that are newer than what is stored, and return them; nothing of erased users is stored."""
        ...

    async def save_signed_out(self, sign_ins: Collection[SignedOut]) -> None:
        """Store sign-in sessions that were revoked."""
        ...

    async def erase(self, user_ids: Collection[UUID]) -> None:
        """Delete what is stored of users, and remember them, so that nothing of them is stored later."""
        ...

    async def delete_expired(self, now: datetime) -> None:
        """Delete revoked sign-in sessions of which no access token is valid any more."""
        ...
