"""Recording what a provider states about invoices, payments and refunds: the facts and the ledger in one transaction.

Each records within the caller's transaction, and does nothing for what is known already.
"""

from collections.abc import Callable, Sequence

from billing.application.ledger.posting import post
from billing.application.payments.ports import FactsStore, FactsT
from billing.application.purchases.granting import GrantPurchases
from billing.application.reports.reporting import record_revenue
from billing.application.unit_of_work import UnitOfWork
from billing.domain.ledger.postings import of_invoice, of_payment, of_refund
from billing.domain.payments.facts import InvoiceFacts, PaymentFacts, RefundFacts
from billing.domain.payments.latest import later_invoice, later_payment, later_refund
from billing.domain.payments.own_invoices import UNKNOWN, own_invoice
from chassis.core.clock import Clock


class RecordPayment:
    """Records a payment, and writes an invoice for one that has none at its provider."""

    def __init__(self, clock: Clock, purchases: GrantPurchases) -> None:
        self._clock = clock
        self._purchases = purchases

    async def __call__(self, work: UnitOfWork, facts: PaymentFacts) -> None:
        """Record one payment, and grant the title that it is of."""
        current = await _stored(work.payments, facts, later_payment)
        await post(work, facts.ref, of_payment(current), current.occurred_at, self._clock.now())
        if current.status != "succeeded":
            return
        if current.checkout_id is not None:
            await self._purchases.paid(work, current.checkout_id, current.occurred_at)
        if current.invoice is not None:
            return
        sale = None if current.checkout_id is None else await work.payments.sale(current.checkout_id, current)
        invoice = own_invoice(current, sale or UNKNOWN)
        if invoice is not None and await work.invoices.add(invoice):
            await post(work, invoice.ref, of_invoice(invoice), invoice.created_at, self._clock.now())
            await record_revenue(work, invoice)


class RecordInvoice:
    """Records an invoice with the attempts to pay it."""

    def __init__(self, clock: Clock, record_payment: RecordPayment) -> None:
        self._clock = clock
        self._record_payment = record_payment

    async def __call__(self, work: UnitOfWork, facts: InvoiceFacts, payments: Sequence[PaymentFacts]) -> None:
        """Record one invoice and its payments."""
        current = await _stored(work.invoices, facts, later_invoice)
        await post(work, facts.ref, of_invoice(current), current.created_at, self._clock.now())
        await record_revenue(work, current)
        for payment in sorted(payments, key=lambda payment: payment.ref.reference):
            await self._record_payment(work, payment)


class RecordRefunds:
    """Records refunds, and revokes the titles whose payment was returned."""

    def __init__(self, clock: Clock, purchases: GrantPurchases) -> None:
        self._clock = clock
        self._purchases = purchases

    async def __call__(self, work: UnitOfWork, refunds: Sequence[RefundFacts]) -> None:
        """Record refunds, those of one payment or of several."""
        for facts in sorted(refunds, key=lambda facts: (facts.payment.reference, facts.ref.reference)):
            payment = await work.payments.lock(facts.payment)
            former = {refund.ref: refund for refund in await work.refunds.of_payment(facts.payment)}
            current = facts if facts.ref not in former else later_refund(former[facts.ref], facts)
            if current != former.get(facts.ref):
                await work.refunds.record(current)
            await post(work, facts.ref, of_refund(current), current.occurred_at, self._clock.now())
            if payment is not None and payment.checkout_id is not None:
                await self._purchases.refunds_changed(work, facts.payment, payment.checkout_id)


async def _stored(store: FactsStore[FactsT], facts: FactsT, later: Callable[[FactsT, FactsT], FactsT]) -> FactsT:
    """Store facts unless later ones about the object are known, and return those that are stored now."""
    former = None if await store.add(facts) else await store.lock(facts.ref)
    if former is None:
        return facts
    current = later(former, facts)
    if current != former:
        await store.save(current)
    return current
