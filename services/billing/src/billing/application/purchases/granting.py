"""What follows from payments, plays and refunds of single titles, each within the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from billing.application.unit_of_work import UnitOfWork
from billing.domain.payments.facts import ObjectRef
from billing.domain.purchases.purchase import Purchase
from chassis.core.clock import Clock


@dataclass(frozen=True, slots=True)
class PlayedTitle:
    """A play of a title at an exact time."""

    user_id: UUID
    media_id: UUID
    at: datetime


class GrantPurchases:
    """Grants what was paid, starts rentals, and revokes what was refunded. Repetitions change nothing."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def paid(self, work: UnitOfWork, checkout_id: UUID, at: datetime) -> None:
        """Grant the title that a checkout is of, which was paid at an instant; do nothing for one of something else."""
        purchase = await work.purchases.order(checkout_id, at, self._clock.now())
        if purchase is not None and await work.purchases.add(purchase):
            await work.publish_purchases(purchase)

    async def played(self, work: UnitOfWork, plays: Sequence[PlayedTitle]) -> None:
        """Start the rentals that these plays are the first of."""
        if not plays:
            return
        instants: dict[tuple[UUID, UUID], list[datetime]] = {}
        for play in plays:
            instants.setdefault((play.user_id, play.media_id), []).append(play.at)
        users, titles = ({key[part] for key in instants} for part in (0, 1))
        for rental in await work.purchases.rentals(users, titles):
            after = rental
            for at in instants.get((rental.user_id, rental.media_id), ()):
                after = after.played(at, self._clock.now())
            await self._store(work, rental, after)

    async def refunds_changed(self, work: UnitOfWork, payment: ObjectRef, checkout_id: UUID) -> None:
        """Revoke a title whose payment was returned, or give it back after a refund that failed."""
        purchase = await work.purchases.lock(checkout_id)
        if purchase is not None:
            is_refunded = await work.purchases.is_refunded(payment)
            await self._store(work, purchase, purchase.refunded(is_refunded, self._clock.now()))

    @staticmethod
    async def _store(work: UnitOfWork, before: Purchase, after: Purchase) -> None:
        if after is not before:
            await work.purchases.save(after)
            await work.publish_purchases(after)
