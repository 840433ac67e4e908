"""What the use cases of entitlements need from storage."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from billing.domain.entitlements.holder import Holder


class Holders(Protocol):
    """What users are entitled to, within one transaction."""

    async def lock(self, user_ids: Collection[UUID]) -> dict[UUID, Holder]:
        """Return those of these users that are known and not erased; no one else changes them until the end."""
        ...

    async def add(self, holders: Sequence[Holder]) -> list[Holder]:
        """Add users, and return those that were not known, not even as erased."""
        ...

    async def save(self, holder: Holder) -> None:
        """Replace what a locked user is entitled to."""
        ...

    async def find(self, user_id: UUID) -> Holder | None:
        """Return what a user is entitled to, or null for a user who is not known or erased."""
        ...

    async def of_plan(self, plan: str, after: UUID | None, limit: int) -> list[Holder]:
        """Return, locked, the next users of a plan in the order of their ids, beginning after one of them."""
        ...

    async def erase(self, user_ids: Collection[UUID], now: datetime) -> list[UUID]:
        """Mark users as erased, known or not, and return those that were not erased before."""
        ...
