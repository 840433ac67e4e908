"""Opening the checkout of a subscription."""

from dataclasses import dataclass, replace
from uuid import UUID

from billing.application.checkouts.opening import CheckoutPages, Prepared
from billing.application.coupons.redeeming import RedeemCoupon
from billing.application.entitlements.users import Users
from billing.application.plans.lookup import sold_price, stored_price
from billing.application.providers.ports import Discount
from billing.application.providers.registry import Providers
from billing.application.unit_of_work import UnitOfWork
from billing.domain.checkouts.checkout import LIFETIME, Checkout
from billing.domain.checkouts.errors import AlreadySubscribed, CheckoutRefused, CurrencyNotTaken
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
    coupon: str | None = None


class Subscribe:
    """Opens a checkout of a subscription."""

    def __init__(
        self, pages: CheckoutPages, users: Users, providers: Providers, redeem: RedeemCoupon, clock: Clock
    ) -> None:
        self._pages = pages
        self._users = users
        self._providers = providers
        self._redeem = redeem
        self._clock = clock

    async def __call__(self, order: SubscriptionOrder) -> Checkout:
        """Return the checkout with the address of its page.

        Raise UnknownProvider, PriceNotSold, CurrencyNotTaken, AlreadySubscribed, KeyReused, the errors of RedeemCoupon,
        CheckoutRefused, and ProviderFailed: then the request can be repeated with its key.
        """
        self._providers.get(order.provider)
        return await self._pages.open(lambda work: self._prepare(work, order), order.language)

    async def _prepare(self, work: UnitOfWork, order: SubscriptionOrder) -> Prepared:
        """Store the checkout; the user's row is locked."""
        if not await self._users.known(work, order.user_id):
            raise CheckoutRefused("account_deleted")
        checkout = await work.checkouts.find(order.key.id_for(order.user_id), lock=True)
        if checkout is not None:
            return await self._repeated(work, order, checkout)
        plan, price = await self._sold(work, order)
        new = await self._new(work, order, plan, price)
        # Two pages that can be paid would be two subscriptions.
        former = tuple(other for other in await work.checkouts.waiting(order.user_id) if other.item is None)
        discount = await self._discount(work, order, price)
        checkout = new if discount is None else replace(new, money=discount.deducted(price.money))
        await work.checkouts.add(checkout)
        return Prepared(checkout=checkout, plan=plan, price=price, discount=discount, replaced=former)

    async def _repeated(self, work: UnitOfWork, order: SubscriptionOrder, checkout: Checkout) -> Prepared:
        """Return a checkout that was stored before, whether or not its price is still sold."""
        order.key.check(checkout.fingerprint)
        if checkout.status != "opening":
            return Prepared(checkout=checkout)
        plan, price = await stored_price(work, order.price_id)
        return Prepared(checkout=checkout, plan=plan, price=price, discount=await self._discount(work, order, price))

    async def _discount(self, work: UnitOfWork, order: SubscriptionOrder, price: Price) -> Discount | None:
        """Redeem the coupon of a checkout, once."""
        if order.coupon is None:
            return None
        checkout_id = order.key.id_for(order.user_id)
        return await self._redeem(work, order.coupon, user_id=order.user_id, checkout_id=checkout_id, price=price)

    async def _new(self, work: UnitOfWork, order: SubscriptionOrder, plan: Plan, price: Price) -> Checkout:
        subscriptions = await work.subscriptions.of_user(order.user_id)
        if any(self._excludes(subscription, order) for subscription in subscriptions):
            raise AlreadySubscribed
        now = self._clock.now()
        recurring = self._providers.recurring(order.provider) is not None
        is_new = not any(subscription.facts.started_at for subscription in subscriptions)
        return Checkout(
            id=order.key.id_for(order.user_id),
            user_id=order.user_id,
            provider=order.provider,
            price_id=price.id,
            money=price.money,
            coupon=order.coupon,
            trial_days=plan.trial_days if recurring and is_new else 0,
            return_path=order.return_path,
            fingerprint=order.key.fingerprint,
            created_at=now,
            expires_at=now + LIFETIME,
        )

    async def _sold(self, work: UnitOfWork, order: SubscriptionOrder) -> tuple[Plan, Price]:
        plan, price = await sold_price(work, order.price_id)
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
