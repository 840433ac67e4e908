"""Users who register and whose accounts are deleted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from billing.application.plans.lookup import free_plan
from billing.application.subscriptions.applying import cancel_all
from billing.application.unit_of_work import UnitOfWork
from billing.domain.entitlements.holder import Holder, grant_of
from chassis.core.clock import Clock


@dataclass(frozen=True, slots=True)
class NewUser:
    """A user who registered."""

    user_id: UUID
    registered_at: datetime


class Users:
    """Grants the free plan to new users, and erases those whose accounts were deleted."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def register(self, work: UnitOfWork, users: Sequence[NewUser]) -> None:
        """Grant the free plan within the caller's transaction; a user who is known, or erased, keeps what there is."""
        grant = grant_of(await free_plan(work))
        now = self._clock.now()
        by_id = {user.user_id: Holder(user.user_id, grant, 1, now, user.registered_at) for user in users}
        added = await work.holders.add([by_id[user_id] for user_id in sorted(by_id)])
        await work.publish_holders(*added)

    async def known(self, work: UnitOfWork, user_id: UUID) -> bool:
        """Lock a user, adding one whose registration has not arrived yet; return false for an erased one."""
        await self.register(work, [NewUser(user_id, self._clock.now())])
        return bool(await work.holders.lock([user_id]))

    async def erase(self, work: UnitOfWork, user_ids: Collection[UUID]) -> None:
        """Erase users within the caller's transaction, and end what they pay for; a repetition changes nothing."""
        now = self._clock.now()
        users = sorted(set(user_ids))
        erased = await work.holders.erase(users, now)
        for user_id in erased:
            await cancel_all(work, user_id, now)
        await work.publish_erasure(*erased)
        # The law requires that invoices and payments are kept; they are kept without the user.
        await work.invoices.forget(users)
        await work.payments.forget(users)
        await work.coupons.forget(users)
        await work.reports.forget(users)
        await work.publish_forgotten_purchases(*await work.purchases.forget(users))
