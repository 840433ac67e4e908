"""Providers of payments in memory: one that renews subscriptions, and one that takes single payments."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from billing.application.providers.ports import CheckoutOrder, OpenedCheckout, Timing
from billing.domain.money import Money, zero
from billing.domain.payments.errors import PaymentRefused, ProviderFailed, ProviderRejected
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
from billing.domain.subscriptions.periods import first_period
from billing.domain.webhooks.errors import InvalidNotice
from chassis.core.clock import Clock


class SinglePayments:
    """A provider that only takes single payments, as Zarinpal does."""

    def __init__(self, clock: Clock, name: ProviderName = "zarinpal") -> None:
        self.clock = clock
        self._name = name
        self.orders: dict[str, CheckoutOrder] = {}
        self.paid: set[str] = set()
        self.closed: set[str] = set()
        self.calls: list[tuple[str, str]] = []
        self.failing = False
        self.lost_responses = 0
        """So many calls do what they should and fail then."""

    @property
    def name(self) -> ProviderName:
        """Return its name."""
        return self._name

    @property
    def currencies(self) -> frozenset[str] | None:
        """Return rials."""
        return frozenset({"IRR"})

    def ref(self, kind: str, reference: str) -> ObjectRef:
        """Return an object of this provider."""
        return ObjectRef(self._name, kind, reference)  # type: ignore[arg-type]

    def respond(self, call: str, key: str) -> None:
        """Record a call that has been done, and fail when its response is lost."""
        self.calls.append((call, key))
        if self.lost_responses:
            self.lost_responses -= 1
            raise ProviderFailed(self._name, "timeout")

    def check(self) -> None:
        """Fail while the provider is down."""
        if self.failing:
            raise ProviderFailed(self._name, "unreachable")

    async def open_checkout(self, order: CheckoutOrder) -> OpenedCheckout:
        """Open a page; the same key is the same page."""
        self.check()
        reference = f"co_{order.checkout_id}"
        self.orders[reference] = order
        self.respond("open_checkout", str(order.checkout_id))
        return OpenedCheckout(reference, f"https://pay.test/{reference}", order.expires_at)

    async def close_checkout(self, reference: str) -> None:
        """Close a page."""
        self.closed.add(reference)

    async def checkout(self, reference: str) -> CheckoutFacts | None:
        """Return what became of a page."""
        self.check()
        order = self.orders.get(reference)
        if order is None:
            return None
        paid = reference in self.paid
        status = "paid" if paid else "expired" if reference in self.closed else "open"
        return CheckoutFacts(
            ref=self.ref("checkout", reference),
            checkout_id=order.checkout_id,
            status=status,  # type: ignore[arg-type]
            subscription=self.subscription_of(reference) if paid else None,
            customer=f"cus_{order.payer.user_id}" if paid else None,
        )

    def subscription_of(self, _: str) -> ObjectRef | None:
        """Return nothing: there are no subscriptions."""
        return None

    def pay(self, reference: str) -> None:
        """Pay a page as its user."""
        self.paid.add(reference)

    async def payment(self, _: str) -> PaymentFacts | None:
        """Return no payment."""
        return None

    async def refund(self, payment: PaymentFacts, amount: Money, reason: str, *, key: str) -> RefundFacts:
        """Refuse: nothing can be returned."""
        raise ProviderRejected(self._name, "not_supported", "payments are final")

    async def refunds(self, _: str) -> tuple[RefundFacts, ...]:
        """Return no refund."""
        return ()

    async def changed_since(self, _: datetime) -> AsyncIterator[ObjectRef]:
        """Return every page."""
        for reference in self.orders:
            yield self.ref("checkout", reference)

    def read_notice(self, body: bytes, headers: Mapping[str, str], now: datetime) -> Notice:
        """Refuse: it sends no notices."""
        raise InvalidNotice("it sends no messages")

    async def close(self) -> None:
        """Do nothing."""


class Subscriptions(SinglePayments):
    """A provider that renews subscriptions, as Stripe does. A key that was used does nothing again."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock, "stripe")
        self.subscriptions: dict[str, SubscriptionFacts] = {}
        self.declines = False
        self.refunded: set[str] = set()
        self.made_refunds: dict[str, RefundFacts] = {}
        self.refusal: str | None = None
        """The code with which it refuses refunds."""
        self.methods: dict[str, list[PaymentMethod]] = {}
        self.known_keys: set[str] = set()
        self.known_prices: set[UUID] = set()

    @property
    def currencies(self) -> frozenset[str] | None:
        """Return null: it takes every currency."""
        return None

    def subscription_of(self, reference: str) -> ObjectRef | None:
        """Return the subscription of a page that was paid."""
        return self.ref("subscription", f"sub_{reference}")

    def pay(self, reference: str) -> None:
        """Pay a page: the subscription begins."""
        if reference in self.paid:
            return
        super().pay(reference)
        order = self.orders[reference]
        price, now = order.price, self.clock.now()
        assert price is not None
        ref = self.ref("subscription", f"sub_{reference}")
        facts = first_period(ref, order.payer.user_id, price, now)
        if order.trial_days:
            ends = now + timedelta(days=order.trial_days)
            facts = replace(facts, trial_ends_at=ends, period_end=ends)
        self.subscriptions[ref.reference] = facts

    def fail_renewal(self, reference: str) -> None:
        """Let the renewal of a subscription fail now."""
        facts = self.subscriptions[reference]
        self.declines = True
        self.subscriptions[reference] = replace(facts, failing_since=self.clock.now(), open_invoice="in_1")

    def _once(self, key: str) -> bool:
        self.check()
        new = key not in self.known_keys
        self.known_keys.add(key)
        return new

    def _change(self, call: str, reference: str, key: str, **changes: object) -> None:
        if self._once(key):
            self.subscriptions[reference] = replace(self.subscriptions[reference], **changes)  # type: ignore[arg-type]
        self.respond(call, key)

    async def subscription(self, reference: str) -> SubscriptionFacts | None:
        """Return what is true of a subscription."""
        self.check()
        return self.subscriptions.get(reference)

    async def subscriptions_of(self, customer: str) -> tuple[SubscriptionFacts, ...]:
        """Return those of a user."""
        user_id = UUID(customer.removeprefix("cus_"))
        return tuple(facts for facts in self.subscriptions.values() if facts.user_id == user_id)

    async def invoice(self, _: str) -> tuple[InvoiceFacts, tuple[PaymentFacts, ...]] | None:
        """Return no invoice."""
        return None

    async def ensure_price(self, plan: Plan, price: Price) -> None:
        """Know the price from now on."""
        self.known_prices.add(price.id)

    def _require(self, price: Price) -> None:
        if price.id not in self.known_prices:
            raise ProviderRejected(self.name, "price_unknown", "no such price")

    async def preview_change(self, reference: str, price: Price) -> Money:
        """Return what nothing costs, for a price that is known."""
        self._require(price)
        return zero(price.money.currency)

    async def change_price(self, reference: str, price: Price, timing: Timing, *, key: str) -> None:
        """Change the price, unless the card is declined."""
        if timing == "now" and self.declines:
            raise PaymentRefused("card_declined")
        self._require(price)
        name = "price_id" if timing == "now" else "next_price_id"
        self._change("change_price", reference, key, **{name: price.id})

    async def cancel(self, reference: str, timing: Timing, *, key: str) -> None:
        """End a subscription."""
        facts = self.subscriptions[reference]
        ends = {"ended_at": self.clock.now()} if timing == "now" else {"cancels_at": facts.period_end}
        self._change("cancel", reference, key, **ends)

    async def end_and_refund(self, reference: str, *, key: str) -> None:
        """End a subscription and return its money."""
        self.refunded.add(reference)
        self._change("end_and_refund", reference, key, ended_at=self.clock.now())

    async def resume(self, reference: str, *, key: str) -> None:
        """Go on."""
        self._change("resume", reference, key, cancels_at=None, next_price_id=None, paused_at=None)

    async def pause(self, reference: str, until: datetime | None, *, key: str) -> None:
        """Pause."""
        self._change("pause", reference, key, paused_at=self.clock.now())

    async def pay_invoice(self, reference: str, *, key: str) -> PaymentFacts | None:
        """Charge the overdue renewal."""
        self.check()
        self.respond("pay_invoice", key)
        if self.declines:
            raise PaymentRefused("card_declined")
        for name, facts in self.subscriptions.items():
            if facts.open_invoice == reference:
                self.subscriptions[name] = replace(facts, failing_since=None, open_invoice=None)
        return None

    async def open_portal(self, customer: str, return_url: str) -> str:
        """Return an address."""
        return f"https://portal.test/{customer}"

    async def refund(self, payment: PaymentFacts, amount: Money, reason: str, *, key: str) -> RefundFacts:
        """Return money once per key, unless it refuses to."""
        self.check()
        if self.refusal is not None:
            raise ProviderRejected(self.name, self.refusal, "refused")
        facts = RefundFacts(
            ref=self.ref("refund", f"re_{key}"),
            payment=payment.ref,
            amount=amount,
            status="succeeded",
            reason=reason,
            occurred_at=self.clock.now(),
        )
        self.made_refunds.setdefault(key, facts)
        self.respond("refund", key)
        return self.made_refunds[key]

    async def payment_methods(self, customer: str) -> tuple[PaymentMethod, ...]:
        """Return those that a test has added."""
        self.check()
        return tuple(self.methods.get(customer, ()))

    async def remove_payment_method(self, customer: str, reference: str, *, key: str) -> None:
        """Remove one."""
        self.respond("remove_payment_method", key)
        self.methods[customer] = [method for method in self.methods[customer] if method.reference != reference]
