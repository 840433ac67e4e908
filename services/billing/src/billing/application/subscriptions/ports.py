"""What the use cases of subscriptions need from storage."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from billing.domain.payments.facts import ObjectRef
from billing.domain.subscriptions.changes import Change
from billing.domain.subscriptions.subscription import Subscription


class Subscriptions(Protocol):
    """Subscriptions and their changes within one transaction."""

    async def find(self, subscription_id: UUID, *, lock: bool = False) -> Subscription | None:
        """Return a subscription; with `lock` no one else changes it until the transaction ends."""
        ...

    async def by_reference(self, ref: ObjectRef) -> Subscription | None:
        """Return, locked, the subscription that a provider knows by this id."""
        ...

    async def of_user(self, user_id: UUID) -> list[Subscription]:
        """Return every subscription of a user, the newest first."""
        ...

    async def save(self, subscription: Subscription) -> None:
        """Add a subscription, or replace it."""
        ...

    async def due(self, now: datetime, limit: int) -> list[Subscription]:
        """Return subscriptions that must be looked at by now, the longest overdue first."""
        ...

    async def change(self, change_id: UUID, *, lock: bool = False) -> Change | None:
        """Return a change."""
        ...

    async def add_change(self, change: Change) -> bool:
        """Add a change and return whether it is new."""
        ...

    async def end_change(self, change: Change) -> None:
        """Store what became of a change."""
        ...

    async def pending_changes(self, subscription_id: UUID) -> Sequence[Change]:
        """Return the changes of a subscription that are not done."""
        ...
