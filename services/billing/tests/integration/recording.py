"""Recording what a provider states, in a transaction of its own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from billing.application.payments.recording import RecordInvoice, RecordPayment, RecordRefunds
from billing.application.purchases.granting import GrantPurchases
from billing.bootstrap import Container
from billing.domain.payments.facts import InvoiceFacts, PaymentFacts, RefundFacts
from billing.infrastructure.unit_of_work import SqlUnitOfWork
from chassis.testing.clock import FixedClock

_CLOCK = FixedClock()


@asynccontextmanager
async def unit_of_work(container: Container) -> AsyncIterator[SqlUnitOfWork]:
    """Open a unit of work that commits."""
    async with container.runtime.transactions.committed() as transaction:
        yield SqlUnitOfWork(transaction)


async def record(container: Container, *stated: InvoiceFacts | PaymentFacts | RefundFacts) -> None:
    """Record statements, each in a transaction."""
    record_payment = RecordPayment(_CLOCK, GrantPurchases(_CLOCK))
    for facts in stated:
        async with unit_of_work(container) as work:
            match facts:
                case InvoiceFacts():
                    await RecordInvoice(_CLOCK, record_payment)(work, facts, ())
                case PaymentFacts():
                    await record_payment(work, facts)
                case RefundFacts():
                    await RecordRefunds(_CLOCK, GrantPurchases(_CLOCK))(work, (facts,))
