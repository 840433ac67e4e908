"""A provider with one subscription, in memory: what it states, what it has charged, and which messages it has sent."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Final
from uuid import UUID

from billing.domain.money import Money, zero
from billing.domain.payments.errors import PaymentRefused, ProviderFailed
from billing.domain.payments.facts import (
    InvoiceFacts,
    InvoiceLine,
    ObjectKind,
    ObjectRef,
    PaymentFacts,
    RefundFacts,
    SubscriptionFacts,
)

USER: Final = UUID(int=1)
PRICES: Final = {UUID(int=10): 999, UUID(int=20): 1999}
PERIOD: Final = timedelta(days=30)


def ref(kind: ObjectKind, number: int) -> ObjectRef:
    """Return a reference."""
    return ObjectRef("stripe", kind, f"{kind}_{number}")


class ProviderModel:
    """Renews a subscription, takes money, and sends a message about each object that changes."""

    def __init__(self, random: Random, now: datetime) -> None:
        self.random = random
        self.now = now
        self.declines = False
        self.loses_responses = False
        self.invoices: dict[str, InvoiceFacts] = {}
        self.payments: dict[str, PaymentFacts] = {}
        self.refunds: dict[str, RefundFacts] = {}
        self.notices: list[ObjectRef] = []
        self.keys: set[str] = set()
        price = random.choice(list(PRICES))
        trial = timedelta(days=random.choice((0, 0, 7, 60)))
        self.subscription = SubscriptionFacts(
            ref=ref("subscription", 1),
            user_id=USER,
            price_id=price,
            created_at=now,
            started_at=now,
            trial_ends_at=now + trial if trial else None,
            period_start=now,
            period_end=now + (trial or PERIOD),
        )
        self.notices.append(self.subscription.ref)
        if not trial:
            self._charge(self._invoice())

    @property
    def is_active(self) -> bool:
        """Whether the user has paid for now."""
        facts = self.subscription
        return facts.ended_at is None and facts.failing_since is None and facts.paused_at is None

    @property
    def double_charges(self) -> list[str]:
        """The invoices that were paid more than once."""
        paid = Counter(one.invoice.reference for one in self.payments.values() if one.invoice and self._took(one))
        return [invoice for invoice, count in paid.items() if count > 1]

    @property
    def cash(self) -> int:
        """What the provider holds for the merchant."""
        charges = [one for one in self.payments.values() if self._took(one)]
        fees = sum(one.fee.amount for one in charges if one.fee is not None)
        return (
            sum(one.amount.amount for one in charges) - fees - sum(one.amount.amount for one in self.refunds.values())
        )

    def objects(self) -> list[ObjectRef]:
        """Return every object."""
        return [
            self.subscription.ref,
            *(invoice.ref for invoice in self.invoices.values()),
            *(payment.ref for payment in self.payments.values()),
            *(refund.ref for refund in self.refunds.values()),
        ]

    def advance(self, by: timedelta) -> None:
        """Let time pass: renew, or end, what is due."""
        self.now += by
        facts = self.subscription
        while self.subscription.ended_at is None and self.subscription.failing_since is None:
            facts = self.subscription
            if facts.cancels_at is not None and facts.cancels_at <= self.now:
                self._change(ended_at=facts.cancels_at)
            elif facts.period_end > self.now:
                return
            else:
                self._renew(facts)

    def _renew(self, facts: SubscriptionFacts) -> None:
        start = facts.period_end
        price = facts.next_price_id or facts.price_id
        self._change(period_start=start, period_end=start + PERIOD, price_id=price, next_price_id=None)
        if facts.paused_at is not None:
            return
        invoice = self._invoice()
        if self.declines:
            self._change(failing_since=start, open_invoice=invoice.ref.reference)
        else:
            self._charge(invoice)

    def pay(self, invoice: str, key: str) -> None:
        """Charge an invoice; a key that was used has no further effect. Raise PaymentRefused."""
        if key not in self.keys and self.invoices[invoice].status == "open":
            if self.declines:
                raise PaymentRefused("card_declined")
            self.keys.add(key)
            self._charge(self.invoices[invoice])
            self._change(failing_since=None, open_invoice=None)
        self._respond()

    def cancel(self, *, now: bool, key: str) -> None:
        """End the subscription."""
        if key not in self.keys and self.subscription.ended_at is None:
            self.keys.add(key)
            if now:
                self._change(ended_at=self.now)
            else:
                self._change(cancels_at=self.subscription.period_end)
        self._respond()

    def change(self) -> None:
        """Do what users do on the provider's pages."""
        facts = self.subscription
        if facts.ended_at is not None:
            return
        match self.random.randrange(7):
            case 0:
                self._change(cancels_at=facts.period_end)
            case 1:
                self._change(cancels_at=None, paused_at=None)
            case 2 if facts.failing_since is None:
                self._change(paused_at=self.now)
            case 3:
                self._change(next_price_id=self.random.choice(list(PRICES)))
            case 4 if facts.open_invoice is not None and not self.declines:
                self.keys.add(f"portal:{facts.open_invoice}")
                self._charge(self.invoices[facts.open_invoice])
                self._change(failing_since=None, open_invoice=None)
            case 5 if self.payments:
                self._refund(self.random.choice(list(self.payments.values())))
            case _:
                self.declines = not self.declines

    def _change(self, **changes: object) -> None:
        self.subscription = replace(self.subscription, **changes)  # type: ignore[arg-type]
        self.notices.append(self.subscription.ref)

    def _invoice(self) -> InvoiceFacts:
        amount = Money(PRICES[self.subscription.price_id], "USD")
        number = len(self.invoices) + 1
        invoice = InvoiceFacts(
            ref=ref("invoice", number),
            user_id=USER,
            subscription=self.subscription.ref,
            status="open",
            lines=(InvoiceLine(description="plan", amount=amount),),
            subtotal=amount,
            discount=zero("USD"),
            tax=zero("USD"),
            total=amount,
            credit_applied=zero("USD"),
            paid=zero("USD"),
            created_at=self.now,
        )
        self.invoices[invoice.ref.reference] = invoice
        self.notices.append(invoice.ref)
        return invoice

    def _charge(self, invoice: InvoiceFacts) -> None:
        payment = PaymentFacts(
            ref=ref("payment", len(self.payments) + 1),
            user_id=USER,
            invoice=invoice.ref,
            amount=invoice.total,
            status="succeeded",
            fee=invoice.total.share(29, 1000),
            occurred_at=self.now,
        )
        self.payments[payment.ref.reference] = payment
        self.invoices[invoice.ref.reference] = replace(invoice, status="paid", paid=invoice.total, paid_at=self.now)
        self.notices += [payment.ref, invoice.ref]

    def _refund(self, payment: PaymentFacts) -> None:
        if any(one.payment == payment.ref for one in self.refunds.values()):
            return
        refund = RefundFacts(
            ref=ref("refund", len(self.refunds) + 1),
            payment=payment.ref,
            amount=payment.amount,
            status="succeeded",
            occurred_at=self.now,
        )
        self.refunds[refund.ref.reference] = refund
        self.notices.append(refund.ref)

    def _respond(self) -> None:
        if self.loses_responses and self.random.random() < 0.3:
            raise ProviderFailed("stripe", "timeout")

    @staticmethod
    def _took(payment: PaymentFacts) -> bool:
        return payment.status == "succeeded"
