"""What billing has stored of checkouts, for adapters of providers that keep less than that."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from billing.domain.money import Money


@dataclass(frozen=True, slots=True)
class Sold:
    """What a checkout sells."""

    checkout_id: UUID
    user_id: UUID
    amount: Money
    """What the user pays, after discounts."""
    ended_at: datetime | None
    """When billing learned that it was paid."""


class SoldCheckouts(Protocol):
    """The checkouts of one provider."""

    async def find(self, reference: str) -> Sold | None:
        """Return what is sold by the checkout of this reference, or null."""
        ...
