"""What the use cases of plans need from storage."""

from collections.abc import Sequence
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

    async def prices(self, plans: Sequence[str]) -> list[Price]:
        """Return every price of these plans, also archived ones: by plan, currency, interval, the newest first."""
        ...
