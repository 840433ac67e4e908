"""Ports of entitlements: what events state, and what use cases read."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from auth.domain.entitlements.entitlement import Entitlement


class EntitlementUpdates(Protocol):
    """The entitlements that a batch of events changes."""

    async def save_newer(self, entitlements: Sequence[Entitlement]) -> None:
        """Store those, one per user, that are newer than what is stored, of users who have an account."""
        ...


class Entitlements(Protocol):
    """The entitlements in a unit of work."""

    async def of(self, account_id: UUID) -> Entitlement | None:
        """Return that of a user, or null while billing has stated none."""
        ...
