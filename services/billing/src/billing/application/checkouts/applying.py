"""Applying what became of a checkout."""

from dataclasses import replace

from billing.application.coupons.redeeming import RedeemCoupon
from billing.application.jobs import sync_job
from billing.application.plans.lookup import stored_price
from billing.application.providers.registry import Providers
from billing.application.subscriptions.applying import ApplySubscription
from billing.application.unit_of_work import UnitOfWork
from billing.domain.checkouts.checkout import WAITING, Checkout
from billing.domain.payments.facts import CheckoutFacts, ObjectRef
from billing.domain.plans.plan import Price
from billing.domain.subscriptions.periods import extended, first_period
from billing.domain.subscriptions.status import ENDED
from chassis.core.clock import Clock
from jobs.model import INTERACTIVE


class ApplyCheckout:
    """Applies the end of a checkout once, and requests the objects that it has created."""

    def __init__(self, providers: Providers, subscriptions: ApplySubscription, clock: Clock) -> None:
        self._providers = providers
        self._subscriptions = subscriptions
        self._clock = clock

    async def __call__(self, work: UnitOfWork, facts: CheckoutFacts) -> None:
        """Store what became of a checkout within the caller's transaction; a repetition changes nothing."""
        checkout = await work.checkouts.find(facts.checkout_id, lock=True)
        if checkout is None:
            return
        now = self._clock.now()
        if facts.customer is not None:
            await work.checkouts.save_customer(checkout.user_id, checkout.provider, facts.customer)
        # An object that is not known yet is fetched whatever the checkout's status is: a notice of it may be lost.
        objects = (facts.subscription, facts.invoice, facts.payment)
        await work.queue(*(sync_job(ref, now, priority=INTERACTIVE) for ref in objects if ref is not None))
        if facts.status == "open" or checkout.status == facts.status:
            return
        if checkout.status not in WAITING and facts.status != "paid":
            return
        await work.checkouts.save(replace(checkout, status=facts.status, ended_at=now))
        if facts.status == "paid":
            await self._paid(work, checkout)
        else:
            await RedeemCoupon.release(work, checkout.id)

    async def _paid(self, work: UnitOfWork, checkout: Checkout) -> None:
        """Begin or extend a subscription that billing itself renews. What is bought once follows from its payment."""
        if checkout.price_id is not None and self._providers.recurring(checkout.provider) is None:
            _, price = await stored_price(work, checkout.price_id)
            await self._extend(work, checkout, price)

    async def _extend(self, work: UnitOfWork, checkout: Checkout, price: Price) -> None:
        """Begin a subscription at a provider that has none, or add a period to the one that the user has."""
        await work.holders.lock([checkout.user_id])
        now = self._clock.now()
        current = [
            subscription
            for subscription in await work.subscriptions.of_user(checkout.user_id)
            if subscription.facts.ref.provider == checkout.provider and subscription.status not in ENDED
        ]
        if current:
            await self._subscriptions(work, extended(current[0].facts, price, now))
            return
        provider = self._providers.get(checkout.provider).name
        ref = ObjectRef(provider, "subscription", str(checkout.id))
        await self._subscriptions(work, first_period(ref, checkout.user_id, price, now))
