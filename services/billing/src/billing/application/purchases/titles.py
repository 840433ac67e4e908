"""What titles are sold for, and what users have bought."""

from collections.abc import Sequence
from uuid import UUID

from billing.application.unit_of_work import Readers, UnitOfWork
from billing.domain.purchases.purchase import Purchase, PurchaseStatus, TitlePrice
from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory


class Titles:
    """Keeps the prices of titles, and reads purchases."""

    def __init__(self, units: UnitOfWorkFactory[UnitOfWork], readers: Readers, clock: Clock) -> None:
        self._units = units
        self._readers = readers
        self._clock = clock

    async def prices(self, media_id: UUID) -> Sequence[TitlePrice]:
        """Return what a title is sold for; nothing when it is not sold."""
        async with self._readers.read() as work:
            return await work.purchases.prices(media_id)

    async def replace_prices(self, media_id: UUID, prices: Sequence[TitlePrice], actor: UUID) -> Sequence[TitlePrice]:
        """Sell a title at these prices and no others; users who have bought it keep it."""
        async with self._units.begin() as work:
            await work.purchases.replace_prices(media_id, prices, actor, self._clock.now())
            return await work.purchases.prices(media_id)

    async def of_user(self, user_id: UUID) -> list[tuple[Purchase, PurchaseStatus]]:
        """Return what a user has bought, the newest first, with its status."""
        now = self._clock.now()
        async with self._readers.read() as work:
            return [(purchase, purchase.status(now)) for purchase in await work.purchases.of_user(user_id)]
