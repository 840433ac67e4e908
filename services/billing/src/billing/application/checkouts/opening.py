"""Opening a checkout: its row is committed before the provider is called with the id of the row as key.

So a request that is repeated after a lost response, or after the end of a process at any moment, opens one checkout.
"""

from dataclasses import dataclass, replace
from uuid import UUID

from billing.application.entitlements.users import Users
from billing.application.providers.ports import CheckoutOrder, OpenedCheckout, Payer
from billing.application.providers.registry import Providers
from billing.application.unit_of_work import UnitOfWork, Units
from billing.domain.checkouts.checkout import LIFETIME, WAITING, Checkout
from billing.domain.checkouts.errors import AlreadySubscribed, CheckoutRefused, CurrencyNotTaken, PriceNotSold
from billing.domain.payments.errors import ProviderFailed, ProviderRejected
from billing.domain.plans.plan import Plan, Price
from billing.domain.requests import RequestKey
from billing.domain.subscriptions.status import ENTITLED, Status
from billing.domain.subscriptions.subscription import Subscription
from chassis.core.clock import Clock


@dataclass(frozen=True, slots=True)
class SubscriptionOrder:
    """What a user wants to subscribe to."""

    user_id: UUID
    key: RequestKey
    price_id: UUID
    provider: str
    return_path: str
    """Path of the web application that the provider sends the user back to."""
    language: str | None = None


class OpenCheckout:
    """Opens a checkout of a subscription."""

    def __init__(self, units: Units, users: Users, providers: Providers, clock: Clock, web_url: str) -> None:
        self._units = units
        self._users = users
        self._providers = providers
        self._clock = clock
        self._web_url = web_url.rstrip("/")

    async def __call__(self, order: SubscriptionOrder) -> Checkout:
        """Return the checkout with the address of its page.

        Raise UnknownProvider, PriceNotSold, CurrencyNotTaken, AlreadySubscribed, KeyReused, CheckoutRefused, and
        ProviderFailed: then the request can be repeated with its key.
        """
        provider = self._providers.get(order.provider)
        async with self._units.begin() as work:
            checkout, plan, price, replaced = await self._prepare(work, order)
            customer = await work.checkouts.customer(order.user_id, order.provider)
        if checkout.status != "opening":
            return checkout
        for former in replaced:
            if former.reference is not None:
                await self._close(former)
        payer = Payer(user_id=order.user_id, customer=customer, language=order.language)
        try:
            opened = await provider.open_checkout(
                CheckoutOrder(
                    checkout_id=checkout.id,
                    payer=payer,
                    plan=plan,
                    price=price,
                    trial_days=checkout.trial_days,
                    return_url=f"{self._web_url}{checkout.return_path}?checkout={checkout.id}",
                    expires_at=checkout.expires_at,
                )
            )
        except ProviderRejected as failure:
            await self._end(checkout)
            raise CheckoutRefused(failure.code) from failure
        return await self._opened(checkout, opened)

    async def _prepare(
        self, work: UnitOfWork, order: SubscriptionOrder
    ) -> tuple[Checkout, Plan, Price, list[Checkout]]:
        """Return the stored checkout, and those that it replaces; the user's row is locked."""
        if not await self._users.known(work, order.user_id):
            raise CheckoutRefused("account_deleted")
        plan, price = await self._sold(work, order)
        stored = await work.checkouts.find(order.key.id_for(order.user_id), lock=True)
        if stored is not None:
            order.key.check(stored.fingerprint)
            return stored, plan, price, []
        subscriptions = await work.subscriptions.of_user(order.user_id)
        if any(self._excludes(subscription, order) for subscription in subscriptions):
            raise AlreadySubscribed
        now = self._clock.now()
        recurring = self._providers.recurring(order.provider) is not None
        is_new = not any(subscription.facts.started_at for subscription in subscriptions)
        checkout = Checkout(
            id=order.key.id_for(order.user_id),
            user_id=order.user_id,
            provider=order.provider,
            price_id=price.id,
            money=price.money,
            trial_days=plan.trial_days if recurring and is_new else 0,
            return_path=order.return_path,
            fingerprint=order.key.fingerprint,
            created_at=now,
            expires_at=now + LIFETIME,
        )
        # Two pages that can be paid would be two subscriptions.
        former = [other for other in await work.checkouts.waiting(order.user_id) if other.item is None]
        await work.checkouts.add(checkout)
        return checkout, plan, price, former

    async def _sold(self, work: UnitOfWork, order: SubscriptionOrder) -> tuple[Plan, Price]:
        price = await work.plans.price(order.price_id)
        plan = None if price is None else await work.plans.find(price.plan)
        if price is None or plan is None or price.archived_at is not None or plan.archived_at is not None:
            raise PriceNotSold
        currencies = self._providers.get(order.provider).currencies
        if currencies is not None and price.money.currency not in currencies:
            raise CurrencyNotTaken(order.provider, price.money.currency)
        return plan, price

    def _excludes(self, subscription: Subscription, order: SubscriptionOrder) -> bool:
        """Return whether a user with a subscription cannot pay for another one."""
        if subscription.status not in ENTITLED | {Status.PAUSED}:
            return False
        renews_by_hand = self._providers.recurring(order.provider) is None
        return not (renews_by_hand and subscription.facts.ref.provider == order.provider)

    async def _close(self, former: Checkout) -> None:
        """Close a checkout that another one replaces; the provider states whether it was paid before."""
        if former.reference is None:
            return
        try:
            await self._providers.get(former.provider).close_checkout(former.reference)
        except (ProviderFailed, ProviderRejected):
            # It ends by itself within the hour; a second payment would be found and returned.
            return

    async def _opened(self, checkout: Checkout, opened: OpenedCheckout) -> Checkout:
        async with self._units.begin() as work:
            stored = await work.checkouts.find(checkout.id, lock=True)
            current = checkout if stored is None else stored
            if current.status not in WAITING:
                return current
            after = replace(
                current, status="open", reference=opened.reference, url=opened.url, expires_at=opened.expires_at
            )
            await work.checkouts.save(after)
            return after

    async def _end(self, checkout: Checkout) -> None:
        async with self._units.begin() as work:
            stored = await work.checkouts.find(checkout.id, lock=True)
            if stored is not None and stored.status == "opening":
                await work.checkouts.save(replace(stored, status="canceled", ended_at=self._clock.now()))
