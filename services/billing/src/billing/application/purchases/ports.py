"""What the use cases of single titles need from storage."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from billing.domain.payments.facts import ObjectRef
from billing.domain.purchases.purchase import Purchase, PurchaseKind, TitlePrice


class Purchases(Protocol):
    """Prices of titles, and what users have bought, within one transaction."""

    async def prices(self, media_id: UUID) -> Sequence[TitlePrice]:
        """Return what a title is sold for, by kind and currency."""
        ...

    async def replace_prices(self, media_id: UUID, prices: Collection[TitlePrice], actor: UUID, now: datetime) -> None:
        """Sell a title at these prices and no others."""
        ...

    async def price(self, media_id: UUID, kind: PurchaseKind, currency: str) -> TitlePrice | None:
        """Return what a title is sold for in a currency, or null."""
        ...

    async def order(self, checkout_id: UUID, paid_at: datetime, now: datetime) -> Purchase | None:
        """Return the purchase that a paid checkout is of; null for a checkout of something else."""
        ...

    async def add(self, purchase: Purchase) -> bool:
        """Add a purchase unless its user was erased or it is known, and return whether it was added."""
        ...

    async def lock(self, purchase_id: UUID) -> Purchase | None:
        """Return a purchase; no one else changes it until the transaction ends."""
        ...

    async def rentals(self, user_ids: Collection[UUID], media_ids: Collection[UUID]) -> list[Purchase]:
        """Return the rentals of these users and titles, locked in the order of their ids."""
        ...

    async def of_user(self, user_id: UUID) -> Sequence[Purchase]:
        """Return what a user has bought, the newest first."""
        ...

    async def save(self, purchase: Purchase) -> None:
        """Replace a locked purchase."""
        ...

    async def is_refunded(self, payment: ObjectRef) -> bool:
        """Return whether refunds that succeeded have returned a whole payment."""
        ...

    async def forget(self, user_ids: Collection[UUID]) -> list[UUID]:
        """Delete the purchases of users, and return their ids."""
        ...
