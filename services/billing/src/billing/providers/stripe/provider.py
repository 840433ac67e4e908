"""The adapter of Stripe."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from billing.application.providers.ports import CheckoutOrder, OpenedCheckout, Timing
from billing.domain.money import EXPONENTS, Money
from billing.domain.payments.facts import (
    CheckoutFacts,
    InvoiceFacts,
    Notice,
    ObjectRef,
    PaymentFacts,
    PaymentMethod,
    ProviderName,
    RefundFacts,
    SubscriptionFacts,
)
from billing.domain.plans.plan import Plan, Price
from billing.providers.calls import CallPolicy, ProviderCalls
from billing.providers.stripe.actions.catalog import Catalog
from billing.providers.stripe.actions.checkouts import Checkouts
from billing.providers.stripe.actions.payments import PAGE, Payments
from billing.providers.stripe.actions.subscriptions import Subscriptions
from billing.providers.stripe.api import StripeApi
from billing.providers.stripe.mapping import subscriptions as mapping
from billing.providers.stripe.notices import notice_of
from billing.providers.stripe.reading import Document, NotOurs
from billing.providers.stripe.signatures import HEADER, verify
from chassis.core.clock import Clock

CURRENCIES: Final = frozenset(EXPONENTS) - {"IRR"}


@dataclass(frozen=True, slots=True)
class StripeAccount:
    """An account of Stripe and how to call it."""

    secret_key: str = field(repr=False)
    webhook_secrets: Sequence[str] = field(default=(), repr=False)
    """Those that sign its messages: two while one replaces the other."""
    url: str = "https://api.stripe.com"
    taxes: bool = False
    """Whether Stripe calculates taxes."""
    policy: CallPolicy = field(default_factory=CallPolicy)


class StripeProvider:
    """Implements `RecurringProvider`."""

    name: ProviderName = "stripe"
    currencies: frozenset[str] | None = CURRENCIES

    def __init__(self, account: StripeAccount, clock: Clock) -> None:
        self._secrets = tuple(account.webhook_secrets)
        self._calls = ProviderCalls("stripe", clock, account.policy)
        self._api = api = StripeApi(account.secret_key, account.url, self._calls)
        self._catalog = Catalog(api)
        self._checkouts = Checkouts(api, self._catalog, taxes=account.taxes)
        self._subscriptions = Subscriptions(api, self._catalog, clock)
        self._payments = Payments(api, self._catalog)

    async def open_checkout(self, order: CheckoutOrder) -> OpenedCheckout:
        """Open a Checkout session."""
        return await self._checkouts.open(order)

    async def close_checkout(self, reference: str) -> None:
        """Expire a Checkout session."""
        await self._checkouts.close(reference)

    async def checkout(self, reference: str) -> CheckoutFacts | None:
        """Return what became of a Checkout session."""
        return await self._checkouts.facts(reference)

    async def payment(self, reference: str) -> PaymentFacts | None:
        """Return a payment intent."""
        return await self._payments.payment(reference)

    async def refund(self, payment: PaymentFacts, amount: Money, reason: str, *, key: str) -> RefundFacts:
        """Refund an amount of a payment intent."""
        return await self._payments.refund(payment, amount, reason, key)

    async def refunds(self, payment_reference: str) -> tuple[RefundFacts, ...]:
        """Return the refunds of a payment intent."""
        return await self._payments.refunds(payment_reference)

    def changed_since(self, since: datetime) -> AsyncIterator[ObjectRef]:
        """Return the objects of the events since an instant."""
        return self._payments.changed_since(since)

    def read_notice(self, body: bytes, headers: Mapping[str, str], now: datetime) -> Notice:
        """Verify the signature of an event and return what it is about."""
        verify(body, headers.get(HEADER), self._secrets, now)
        return notice_of(body)

    async def close(self) -> None:
        """Close every connection."""
        await self._calls.close()

    async def subscription(self, reference: str) -> SubscriptionFacts | None:
        """Return a subscription."""
        subscription = await self._subscriptions.find(reference)
        return None if subscription is None else await self._facts_of(subscription)

    async def subscriptions_of(self, customer: str) -> tuple[SubscriptionFacts, ...]:
        """Return the subscriptions of a customer."""
        listed = await self._api.find(
            self._api.v1.subscriptions.list_async(
                {
                    "customer": customer,
                    "status": "all",
                    "limit": PAGE,
                    "expand": [f"data.{one}" for one in mapping.EXPAND],
                }
            )
        )
        facts = [] if listed is None else [await self._facts_of(one.to_dict()) for one in listed.data]
        return tuple(one for one in facts if one is not None)

    async def invoice(self, reference: str) -> tuple[InvoiceFacts, tuple[PaymentFacts, ...]] | None:
        """Return an invoice with its payments."""
        return await self._payments.invoice(reference)

    async def ensure_price(self, plan: Plan, price: Price) -> None:
        """Create the price where it is missing."""
        await self._catalog.ensure_price(plan, price)

    async def preview_change(self, reference: str, price: Price) -> Money:
        """Return what a change of the price would cost now."""
        return await self._subscriptions.preview(reference, price)

    async def change_price(self, reference: str, price: Price, timing: Timing, *, key: str) -> None:
        """Change the price of a subscription."""
        await self._subscriptions.change_price(reference, price, timing, key)

    async def cancel(self, reference: str, timing: Timing, *, key: str) -> None:
        """End a subscription."""
        await self._subscriptions.cancel(reference, timing, key)

    async def end_and_refund(self, reference: str, *, key: str) -> None:
        """End a subscription at once and refund all that was paid for it."""
        await self._subscriptions.cancel(reference, "now", key)
        await self._payments.refund_all(reference, key)

    async def resume(self, reference: str, *, key: str) -> None:
        """Withdraw what waits for the end of the period, or end a pause."""
        await self._subscriptions.resume(reference, key)

    async def pause(self, reference: str, until: datetime | None, *, key: str) -> None:
        """Charge nothing until an instant."""
        await self._subscriptions.pause(reference, until, key)

    async def pay_invoice(self, reference: str, *, key: str) -> PaymentFacts | None:
        """Try to take the money of an open invoice."""
        return await self._payments.pay_invoice(reference, key)

    async def open_portal(self, customer: str, return_url: str) -> str:
        """Open a session of the customer portal."""
        session = await self._api.read(
            self._api.v1.billing_portal.sessions.create_async({"customer": customer, "return_url": return_url})
        )
        return session.url

    async def payment_methods(self, customer: str) -> tuple[PaymentMethod, ...]:
        """Return the cards of a customer."""
        return await self._payments.methods(customer)

    async def remove_payment_method(self, customer: str, reference: str, *, key: str) -> None:
        """Detach a card of a customer."""
        await self._payments.remove_method(customer, reference, key)

    async def _facts_of(self, subscription: Document) -> SubscriptionFacts | None:
        """Return facts, or null for a subscription that billing has not created."""
        try:
            price_id = await self._catalog.price_id(mapping.price_of(subscription))
            following = mapping.next_price_of(subscription)
            next_price_id = None if following is None else await self._catalog.price_id(following)
            return mapping.facts_of(subscription, price_id, next_price_id)
        except NotOurs:
            return None
