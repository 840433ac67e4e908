"""A shop at the provider simulator: plans, prices, and checkouts that are opened and paid."""

from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from billing.application.providers.ports import CheckoutOrder, Discount, Payer
from billing.domain.money import Money
from billing.domain.payments.facts import CheckoutFacts, SubscriptionFacts
from billing.domain.plans.entitlements import Entitlements
from billing.domain.plans.plan import Interval, Plan, Price
from billing.providers.stripe.provider import StripeProvider
from provider_simulator.payments.simulated import CARD, SimulatedPayments

USER: Final = UUID(int=1)
CREATED: Final = datetime(2026, 11, 1, tzinfo=UTC)


def plan(code: str = "premium", rank: int = 3) -> Plan:
    """Return a plan."""
    return Plan(code, {"en": code.title()}, {"en": ""}, rank, Entitlements(10, 4, "premium"), 0, 1, CREATED, CREATED)


def price(amount: int = 1999, *, interval: Interval = "month", code: str = "premium", currency: str = "USD") -> Price:
    """Return a new price."""
    return Price(uuid4(), code, interval, Money(amount, currency), CREATED)


def order_of(
    bought: Price | None,
    now: datetime = CREATED,
    *,
    trial_days: int = 0,
    discount: Discount | None = None,
    amount: Money | None = None,
) -> CheckoutOrder:
    """Return an order of a price, or of a rental for an amount."""
    return CheckoutOrder(
        checkout_id=uuid4(),
        payer=Payer(user_id=USER, customer=None, language="en"),
        plan=None if bought is None else plan(bought.plan),
        price=bought,
        trial_days=trial_days,
        item=None if amount is None else "Rental of Alien",
        amount=amount,
        discount=discount,
        return_url="https://marquee.test/billing/return",
        expires_at=now.replace(microsecond=0) + timedelta(hours=1),
    )


class Shop:
    """What most tests begin with: a checkout that is opened and paid."""

    def __init__(self, provider: StripeProvider, payments: SimulatedPayments) -> None:
        self.provider = provider
        self.payments = payments
        self.customer: str | None = None
        """Of the last checkout that was paid."""

    def order(
        self,
        bought: Price | None,
        *,
        trial_days: int = 0,
        discount: Discount | None = None,
        amount: Money | None = None,
    ) -> CheckoutOrder:
        """Return an order at the time of the provider."""
        now = datetime.fromtimestamp(self.payments.now(), UTC)
        return order_of(bought, now, trial_days=trial_days, discount=discount, amount=amount)

    async def buy(self, order: CheckoutOrder, card: str = CARD) -> CheckoutFacts:
        """Open a checkout, pay it and return what became of it."""
        opened = await self.provider.open_checkout(order)
        self.payments.pay(opened.url, card)
        facts = await self.provider.checkout(opened.reference)
        assert facts is not None
        self.customer = facts.customer
        return facts

    async def subscribe(self, bought: Price, card: str = CARD, *, trial_days: int = 0) -> SubscriptionFacts:
        """Buy a subscription and return it."""
        facts = await self.buy(self.order(bought, trial_days=trial_days), card)
        assert facts.subscription is not None
        return await self.subscription(facts.subscription.reference)

    async def subscription(self, reference: str) -> SubscriptionFacts:
        """Return a subscription that exists."""
        facts = await self.provider.subscription(reference)
        assert facts is not None
        return facts
