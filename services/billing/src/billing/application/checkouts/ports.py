"""What the use cases of checkouts need from storage."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from billing.domain.checkouts.checkout import Checkout


class Checkouts(Protocol):
    """Checkouts and customers within one transaction."""

    async def find(self, checkout_id: UUID, *, lock: bool = False) -> Checkout | None:
        """Return a checkout; with `lock` no one else changes it until the transaction ends."""
        ...

    async def add(self, checkout: Checkout) -> bool:
        """Add a checkout and return whether it is new."""
        ...

    async def save(self, checkout: Checkout) -> None:
        """Replace what can change of a checkout."""
        ...

    async def waiting(self, user_id: UUID) -> list[Checkout]:
        """Return, locked, the checkouts of a user that can still be paid."""
        ...

    async def expired(self, now: datetime, limit: int) -> list[Checkout]:
        """Return checkouts that can still be paid by what is stored, though their time has passed."""
        ...

    async def customer(self, user_id: UUID, provider: str) -> str | None:
        """Return a provider's id of a user, or null."""
        ...

    async def save_customer(self, user_id: UUID, provider: str, reference: str) -> None:
        """Store a provider's id of a user, unless one is stored."""
        ...
