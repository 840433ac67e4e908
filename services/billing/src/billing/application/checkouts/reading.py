"""Reading a checkout, and looking after those that were left alone."""

from dataclasses import replace
from typing import Final
from uuid import UUID

from billing.application.coupons.redeeming import RedeemCoupon
from billing.application.jobs import sync_job
from billing.application.providers.registry import Providers
from billing.application.unit_of_work import Units
from billing.domain.checkouts.checkout import WAITING, Checkout
from billing.domain.checkouts.errors import CheckoutNotFound
from billing.domain.payments.facts import ObjectRef
from chassis.core.clock import Clock
from jobs.model import INTERACTIVE

BATCH: Final = 500


class FollowCheckouts:
    """Returns a checkout to its user, and fetches from the provider what became of it."""

    def __init__(self, units: Units, providers: Providers, clock: Clock) -> None:
        self._units = units
        self._providers = providers
        self._clock = clock

    async def get(self, user_id: UUID, checkout_id: UUID) -> Checkout:
        """Return a checkout as it is stored; raise CheckoutNotFound.

        One that can still be paid is fetched in the background, so that a user who returns from the provider does not
        depend on a notice.
        """
        async with self._units.begin() as work:
            checkout = await work.checkouts.find(checkout_id)
            if checkout is None or checkout.user_id != user_id:
                raise CheckoutNotFound(checkout_id)
            if checkout.status in WAITING and checkout.reference is not None:
                ref = self._ref(checkout, checkout.reference)
                await work.queue(sync_job(ref, self._clock.now(), priority=INTERACTIVE))
            return checkout

    async def expire(self) -> None:
        """Fetch what became of checkouts whose time has passed; end those that their provider never opened."""
        now = self._clock.now()
        async with self._units.begin() as work:
            for checkout in await work.checkouts.expired(now, BATCH):
                if checkout.reference is not None:
                    await work.queue(sync_job(self._ref(checkout, checkout.reference), now))
                else:
                    await work.checkouts.save(replace(checkout, status="expired", ended_at=now))
                    await RedeemCoupon.release(work, checkout.id)

    def _ref(self, checkout: Checkout, reference: str) -> ObjectRef:
        return ObjectRef(self._providers.get(checkout.provider).name, "checkout", reference)
