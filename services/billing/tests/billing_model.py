"""Billing without its database: the same functions, applied to what a provider states at the time of each message."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from services.billing.tests.provider_model import ProviderModel

from billing.domain.ledger.entries import Balances, difference
from billing.domain.ledger.postings import Postings, of_invoice, of_payment, of_refund
from billing.domain.payments.errors import PaymentRefused, ProviderFailed
from billing.domain.payments.facts import ObjectRef
from billing.domain.subscriptions.status import ENTITLED, Status
from billing.domain.subscriptions.subscription import Subscription, first_observed


@dataclass
class BillingModel:
    """What billing has stored."""

    provider: ProviderModel
    subscription: Subscription | None = None
    posted: dict[tuple[ObjectRef, str], Balances] = field(default_factory=dict)
    balances: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def is_entitled(self) -> bool:
        """Whether the user has what the plan allows."""
        return self.subscription is not None and self.subscription.status in ENTITLED

    @property
    def now(self) -> datetime:
        """The current instant."""
        return self.provider.now

    def sync(self, ref: ObjectRef) -> None:
        """Fetch an object and apply it."""
        provider = self.provider
        match ref.kind:
            case "subscription":
                self._observe()
            case "invoice":
                self._post(ref, of_invoice(provider.invoices[ref.reference]))
            case "payment":
                self._post(ref, of_payment(provider.payments[ref.reference]))
            case "refund":
                self._post(ref, of_refund(provider.refunds[ref.reference]))
            case _:
                raise ValueError(ref.kind)

    def advance(self) -> None:
        """Do what is due by now: fetch, retry the payment, end what has expired."""
        stored = self.subscription
        if stored is not None and stored.changes_at is not None and stored.changes_at <= self.now:
            self._observe()
        if self.subscription is None or self.subscription.facts.ended_at is not None:
            return
        dunning = self.subscription.dunning
        if self.subscription.status is Status.EXPIRED:
            self._end()
        elif dunning is not None and dunning.next_retry_at is not None and dunning.next_retry_at <= self.now:
            self._collect()

    def _observe(self) -> None:
        facts = self.provider.subscription
        before = self.subscription
        self.subscription = first_observed(facts, self.now) if before is None else before.observed(facts, self.now)

    def _collect(self) -> None:
        """Retry as `CollectPayment` does: a response that is lost stores nothing, so the key stays the same."""
        stored = self.subscription
        if stored is None or stored.facts.open_invoice is None:
            return
        try:
            self.provider.pay(stored.facts.open_invoice, f"{stored.facts.open_invoice}:{stored.retries}")
        except ProviderFailed:
            return
        except PaymentRefused:
            self.subscription = stored.retried(self.now)
        self._observe()

    def _end(self) -> None:
        try:
            self.provider.cancel(now=True, key="expired")
        except ProviderFailed:
            return
        self._observe()

    def _post(self, ref: ObjectRef, postings: Postings) -> None:
        for occurrence, total in postings.items():
            before = self.posted.get((ref, occurrence), {})
            for key, amount in difference(total, before).items():
                self.balances[key] += amount
            self.posted[ref, occurrence] = total
