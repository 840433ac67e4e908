"""What a provider of payments states about its objects, in terms that hold for every provider.

Each value is what the provider says at one instant about one object; a later value about the same object replaces it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from billing.domain.money import Money

ProviderName = Literal["stripe", "zarinpal"]
ObjectKind = Literal["checkout", "subscription", "invoice", "payment", "refund", "customer"]


@dataclass(frozen=True, slots=True)
class ObjectRef:
    """An object of a provider."""

    provider: ProviderName
    kind: ObjectKind
    reference: str
    """The provider's id of the object."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionFacts:
    """A subscription at its provider. All instants are UTC."""

    ref: ObjectRef
    user_id: UUID
    price_id: UUID
    """Billing's id of the price of the current period."""
    next_price_id: UUID | None = None
    """The price from the next period on, when another one is scheduled."""
    created_at: datetime
    started_at: datetime | None = None
    """When its trial began or its first payment succeeded; null before."""
    trial_ends_at: datetime | None = None
    period_start: datetime
    period_end: datetime
    """End of the current period: when it renews, or ends if it was canceled."""
    failing_since: datetime | None = None
    """When the first attempt to pay the open invoice of a renewal failed; null while nothing is overdue."""
    open_invoice: str | None = None
    """The provider's id of the invoice that is overdue."""
    cancels_at: datetime | None = None
    """When it ends by the wish of its user."""
    ended_at: datetime | None = None
    unpaid: bool = False
    """Whether it ended because it was not paid."""
    paused_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutFacts:
    """A checkout at its provider."""

    ref: ObjectRef
    checkout_id: UUID
    """Billing's id of the checkout."""
    status: Literal["open", "paid", "expired", "canceled"]
    payment_method: str = ""
    """For people, for example `visa •••• 4242`."""
    subscription: ObjectRef | None = None
    invoice: ObjectRef | None = None
    payment: ObjectRef | None = None
    customer: str | None = None
    """The provider's id of the customer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceLine:
    """A line of an invoice; its amount is negative for a credit."""

    description: str
    amount: Money
    """Without tax."""
    price_id: UUID | None = None
    period_start: datetime | None = None
    period_end: datetime | None = None
    is_proration: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceFacts:
    """An invoice at its provider. `total` is `subtotal - discount + tax`; all amounts have one currency."""

    ref: ObjectRef
    user_id: UUID
    subscription: ObjectRef | None = None
    number: str | None = None
    status: Literal["draft", "open", "paid", "void", "uncollectible"]
    lines: tuple[InvoiceLine, ...]
    subtotal: Money
    discount: Money
    tax: Money
    total: Money
    credit_applied: Money
    """What the balance of the customer has paid of it; negative when the invoice adds to that balance."""
    paid: Money
    created_at: datetime
    due_at: datetime | None = None
    paid_at: datetime | None = None
    attempts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFacts:
    """An attempt to take money."""

    ref: ObjectRef
    user_id: UUID
    invoice: ObjectRef | None = None
    checkout_id: UUID | None = None
    amount: Money
    status: Literal["pending", "requires_action", "succeeded", "failed", "canceled"]
    fee: Money | None = None
    """What the provider keeps of it; null until it is known."""
    method: str = ""
    """For people, for example `visa •••• 4242`."""
    failure_code: str | None = None
    """The provider's stable code, for example `card_declined`."""
    occurred_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundFacts:
    """Money that goes back to the payer."""

    ref: ObjectRef
    payment: ObjectRef
    amount: Money
    status: Literal["pending", "succeeded", "failed", "canceled"]
    reason: str = ""
    occurred_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentMethod:
    """A means of payment that the provider keeps for a customer; billing has nothing but what people recognise."""

    reference: str
    kind: str
    """For example `card`."""
    brand: str
    last4: str
    expires_month: int | None = None
    expires_year: int | None = None
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """A verified message of a provider: something about these objects may have changed."""

    event_id: str
    event_type: str
    objects: tuple[ObjectRef, ...] = field(default=())
    occurred_at: datetime | None = None
