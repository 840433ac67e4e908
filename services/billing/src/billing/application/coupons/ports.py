"""What the use cases of coupons need from storage."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from billing.domain.coupons.coupon import Coupon


class Coupons(Protocol):
    """Coupons and their redemptions within one transaction."""

    async def find(self, code: str, *, lock: bool = False) -> Coupon | None:
        """Return a coupon, also an archived one; with `lock` no one else changes or redeems it until the end."""
        ...

    async def add(self, coupon: Coupon, actor: UUID) -> bool:
        """Add a coupon, and return whether the code was free."""
        ...

    async def save(self, coupon: Coupon) -> None:
        """Replace the limits of a locked coupon, its count and whether it is archived."""
        ...

    async def all(self) -> Sequence[Coupon]:
        """Return every coupon, the newest first."""
        ...

    async def used(self, code: str, user_id: UUID) -> int:
        """Return how often a user has redeemed a coupon."""
        ...

    async def redeemed(self, checkout_id: UUID) -> str | None:
        """Return the coupon that a checkout uses, or null."""
        ...

    async def redeem(self, code: str, user_id: UUID, checkout_id: UUID, now: datetime) -> None:
        """Store that a checkout uses a coupon."""
        ...

    async def release(self, checkout_id: UUID) -> None:
        """Delete what was stored of a checkout."""
        ...

    async def attempts(self, user_id: UUID, since: datetime) -> int:
        """Return how many unknown codes a user has tried since an instant."""
        ...

    async def add_attempt(self, user_id: UUID, now: datetime) -> None:
        """Store that a user has tried an unknown code, and forget what is older than a day."""
        ...

    async def forget(self, user_ids: Sequence[UUID]) -> None:
        """Delete what is stored of users; the redemptions go on counting."""
        ...
