"""What the use cases of plans need from storage."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from billing.domain.plans.plan import Plan, Price


class Plans(Protocol):
    """Plans and prices within one transaction."""

    async def find(self, code: str, *, lock: bool = False) -> Plan | None:
        """Return a plan, also an archived one; with `lock` no one else changes it until the transaction ends."""
        ...

    async def all(self) -> list[Plan]:
        """Return every plan, the lowest rank first."""
        ...

    async def price(self, price_id: UUID) -> Price | None:
        """Return a price, also an archived one."""
        ...

    async def save(self, plan: Plan, actor: UUID) -> None:
        """Add or replace a plan, and keep its version with who made it."""
        ...

    async def replace_price(self, price: Price, actor: UUID) -> None:
        """Add a price and archive the one that it replaces."""
        ...

    async def archive_price(self, price_id: UUID, now: datetime) -> None:
        """Archive a price."""
        ...

    async def prices(self, plans: Sequence[str]) -> list[Price]:
        """Return every price of these plans, also archived ones: by plan, currency, interval, the newest first."""
        ...
