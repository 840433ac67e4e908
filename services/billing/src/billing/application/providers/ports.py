"""The port of a provider of payments.

Every call has a deadline, and raises `ProviderFailed`. A call that changes something has a key: when a call is repeated
with its key, whether or not the first one was received, the provider does it once.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from billing.domain.coupons.coupon import deduction
from billing.domain.money import Money
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

Timing = Literal["now", "period_end"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """Who pays. The provider learns nothing else about a user."""

    user_id: UUID
    customer: str | None
    """The provider's id of the customer; null before the first checkout."""
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Discount:
    """A coupon as it is applied: a part of the price in percent, or an amount."""

    code: str
    percent: int | None = None
    amount: Money | None = None
    months: int | None = None
    """For how many months of a subscription; null for all."""

    def deducted(self, price: Money) -> Money:
        """Return what is left to pay of a price."""
        return price - deduction(self, price)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutOrder:
    """What a checkout sells: a subscription to a price, or a single item for an amount."""

    checkout_id: UUID
    """Also the key of the call."""
    payer: Payer
    plan: Plan | None = None
    price: Price | None = None
    trial_days: int = 0
    item: str | None = None
    """Name of the single item."""
    amount: Money | None = None
    """What the single item costs."""
    discount: Discount | None = None
    return_url: str
    """Where the provider sends the user after the payment, and also after a cancelation."""
    expires_at: datetime

    @property
    def charged(self) -> Money:
        """What the user pays, without tax. Raise ValueError for an order of nothing."""
        full = self.price.money if self.price is not None else self.amount
        if full is None:
            raise ValueError("an order has a price of a plan, or an amount")
        return full if self.discount is None else self.discount.deducted(full)


@dataclass(frozen=True, slots=True)
class OpenedCheckout:
    """A checkout that the provider has opened."""

    reference: str
    url: str
    expires_at: datetime


class PaymentProvider(Protocol):
    """What every provider can do: open a checkout, state what became of it, and give money back."""

    @property
    def name(self) -> ProviderName:
        """Return its name."""
        ...

    @property
    def currencies(self) -> frozenset[str] | None:
        """Return the currencies that it takes; null for all that billing knows."""
        ...

    async def open_checkout(self, order: CheckoutOrder) -> OpenedCheckout:
        """Open the page on which the user pays."""
        ...

    async def close_checkout(self, reference: str) -> None:
        """Make a checkout unpayable; do nothing when it has ended."""
        ...

    async def checkout(self, reference: str) -> CheckoutFacts | None:
        """Return what became of a checkout, or null for one that the provider does not know.

        Where a payment has to be settled by the receiver (Zarinpal's "verify"), this settles it.
        """
        ...

    async def payment(self, reference: str) -> PaymentFacts | None:
        """Return a payment, or null."""
        ...

    async def refund(self, payment: PaymentFacts, amount: Money, reason: str, *, key: str) -> RefundFacts:
        """Return an amount of a payment to the payer."""
        ...

    async def refunds(self, payment_reference: str) -> tuple[RefundFacts, ...]:
        """Return the refunds of a payment."""
        ...

    def changed_since(self, since: datetime) -> AsyncIterator[ObjectRef]:
        """Return the objects that may have changed since an instant, in any order; an object may repeat."""
        ...

    def read_notice(self, body: bytes, headers: Mapping[str, str], now: datetime) -> Notice:
        """Verify a message of the provider and return what it is about.

        `body` is what was received, byte for byte; the names in `headers` are lower-case. Raise InvalidSignature,
        ExpiredSignature, or InvalidNotice for a body that is no message of the provider.
        """
        ...

    async def close(self) -> None:
        """Close its connections."""
        ...


class RecurringProvider(PaymentProvider, Protocol):
    """A provider that has subscriptions: it renews them and writes their invoices.

    For a provider that is not one, billing itself divides time into periods, and the user pays for each.
    """

    async def subscription(self, reference: str) -> SubscriptionFacts | None:
        """Return a subscription, or null."""
        ...

    async def subscriptions_of(self, customer: str) -> tuple[SubscriptionFacts, ...]:
        """Return every subscription of a customer, also those that have ended."""
        ...

    async def invoice(self, reference: str) -> tuple[InvoiceFacts, tuple[PaymentFacts, ...]] | None:
        """Return an invoice with the attempts to pay it, or null."""
        ...

    async def ensure_price(self, plan: Plan, price: Price) -> None:
        """Make the provider know a price under billing's id of it; do nothing when it knows it."""
        ...

    async def preview_change(self, reference: str, price: Price) -> Money:
        """Return what a change to a price would cost now, with what is left of the current period deducted."""
        ...

    async def change_price(self, reference: str, price: Price, timing: Timing, *, key: str) -> None:
        """Change the price: now, and charge the difference at once; or from the next period on."""
        ...

    async def cancel(self, reference: str, timing: Timing, *, key: str) -> None:
        """End a subscription; do nothing for one that has ended."""
        ...

    async def end_and_refund(self, reference: str, *, key: str) -> None:
        """End a subscription at once and return all that was paid for it; do nothing more for one that has ended so."""
        ...

    async def resume(self, reference: str, *, key: str) -> None:
        """Withdraw a cancelation, or a change of the price, that waits for the end of the period; or end a pause."""
        ...

    async def pause(self, reference: str, until: datetime | None, *, key: str) -> None:
        """Charge nothing until an instant, or until the subscription is resumed."""
        ...

    async def pay_invoice(self, reference: str, *, key: str) -> PaymentFacts | None:
        """Try to take the money of an open invoice; null when it is paid already. Raise PaymentRefused."""
        ...

    async def open_portal(self, customer: str, return_url: str) -> str:
        """Return the address of the provider's page where the customer manages payment methods and invoices."""
        ...

    async def payment_methods(self, customer: str) -> tuple[PaymentMethod, ...]:
        """Return the payment methods that the provider keeps for a customer."""
        ...

    async def remove_payment_method(self, customer: str, reference: str, *, key: str) -> None:
        """Remove a payment method of a customer; raise PaymentMethodNotFound."""
        ...
