"""Invoices, payments, refunds and the ledger in memory."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast
from uuid import UUID

from billing.application.ledger.ports import Posted
from billing.application.unit_of_work import UnitOfWork
from billing.domain.ledger.entries import Balances, LedgerTransaction, Occurrence, without_nothing
from billing.domain.ledger.postings import of_invoice, of_payment, of_refund
from billing.domain.payments.facts import InvoiceFacts, ObjectRef, PaymentFacts, RefundFacts
from billing.domain.payments.own_invoices import Sale


@dataclass
class InMemoryInvoices:
    """Invoices by reference."""

    stored: dict[ObjectRef, InvoiceFacts] = field(default_factory=dict)

    async def add(self, facts: InvoiceFacts) -> bool:
        """Add one that is not known."""
        return self.stored.setdefault(facts.ref, facts) is facts

    async def lock(self, ref: ObjectRef) -> InvoiceFacts | None:
        """Return one."""
        return self.stored.get(ref)

    async def save(self, facts: InvoiceFacts) -> None:
        """Replace one."""
        self.stored[facts.ref] = facts


@dataclass
class InMemoryPayments:
    """Payments by reference."""

    stored: dict[ObjectRef, PaymentFacts] = field(default_factory=dict)
    sales: dict[UUID, Sale] = field(default_factory=dict)

    async def add(self, facts: PaymentFacts) -> bool:
        """Add one that is not known."""
        return self.stored.setdefault(facts.ref, facts) is facts

    async def lock(self, ref: ObjectRef) -> PaymentFacts | None:
        """Return one."""
        return self.stored.get(ref)

    async def save(self, facts: PaymentFacts) -> None:
        """Replace one."""
        self.stored[facts.ref] = facts

    async def sale(self, checkout_id: UUID, facts: PaymentFacts) -> Sale | None:
        """Return what was sold."""
        return self.sales.get(checkout_id)


@dataclass
class InMemoryRefunds:
    """Refunds by reference."""

    stored: dict[ObjectRef, RefundFacts] = field(default_factory=dict)

    async def of_payment(self, payment: ObjectRef) -> Sequence[RefundFacts]:
        """Return those of a payment."""
        return [refund for refund in self.stored.values() if refund.payment == payment]

    async def record(self, facts: RefundFacts) -> None:
        """Add or replace one."""
        self.stored[facts.ref] = facts


@dataclass
class InMemoryWork:
    """The stores of payments in one unit of work."""

    invoices: InMemoryInvoices = field(default_factory=InMemoryInvoices)
    payments: InMemoryPayments = field(default_factory=InMemoryPayments)
    refunds: InMemoryRefunds = field(default_factory=InMemoryRefunds)
    transactions: dict[UUID, LedgerTransaction] = field(default_factory=dict)

    @property
    def ledger(self) -> "InMemoryWork":
        """Return the ledger, which is part of this."""
        return self

    @property
    def plans(self) -> "InMemoryWork":
        """Return the plans, of which there are none."""
        return self

    async def price(self, _: UUID) -> None:
        """Return no price."""

    def work(self) -> UnitOfWork:
        """Return this as the unit of work that the recording of facts needs."""
        return cast(UnitOfWork, self)

    async def posted(self, ref: ObjectRef) -> Mapping[Occurrence, Posted]:
        """Sum what was posted about an object."""
        about = [item for item in self.transactions.values() if item.source.ref == ref]
        return {
            occurrence: Posted(len(items), _sum(items))
            for occurrence in {item.source.occurrence for item in about}
            if (items := [item for item in about if item.source.occurrence == occurrence])
        }

    async def add(self, transactions: Sequence[LedgerTransaction]) -> None:
        """Post transactions, each of which is new."""
        for transaction in transactions:
            assert transaction.id not in self.transactions
            self.transactions[transaction.id] = transaction

    async def balances(self) -> Balances:
        """Sum all entries."""
        return _sum(list(self.transactions.values()))

    async def expected(self) -> Balances:
        """Sum what all stored facts amount to."""
        postings = (
            *(of_invoice(facts) for facts in self.invoices.stored.values()),
            *(of_payment(facts) for facts in self.payments.stored.values()),
            *(of_refund(facts) for facts in self.refunds.stored.values()),
        )
        sums: Counter[tuple[str, str]] = Counter()
        for posting in postings:
            for balances in posting.values():
                sums.update(balances)
        return without_nothing(sums)


def _sum(transactions: Sequence[LedgerTransaction]) -> Balances:
    sums: Counter[tuple[str, str]] = Counter()
    for transaction in transactions:
        sums.update(transaction.balances)
    return without_nothing(sums)
