"""The ledger balances, whatever is stated in whatever order."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from services.billing.tests.histories import Facts, histories, invoice, payment, refund
from services.billing.tests.payment_fakes import InMemoryWork

from billing.application.payments.recording import RecordInvoice, RecordPayment, RecordRefunds
from billing.application.purchases.granting import GrantPurchases
from billing.domain.ledger.entries import Balances, LedgerTransaction, Source, UnbalancedTransaction
from billing.domain.money import Money
from billing.domain.payments.facts import InvoiceFacts, PaymentFacts
from chassis.testing.clock import NOON, FixedClock

pytestmark = pytest.mark.unit

CLOCK = FixedClock()
RECORD_PAYMENT = RecordPayment(CLOCK, GrantPurchases(CLOCK))
RECORD_INVOICE = RecordInvoice(CLOCK, RECORD_PAYMENT)
RECORD_REFUNDS = RecordRefunds(CLOCK, GrantPurchases(CLOCK))


def dollars(amount: int) -> Money:
    return Money(amount, "USD")


def recorded(*stated: Facts) -> InMemoryWork:
    """Return a ledger after statements of a provider."""
    memory = InMemoryWork()

    async def record() -> None:
        for facts in stated:
            if isinstance(facts, InvoiceFacts):
                await RECORD_INVOICE(memory.work(), facts, ())
            elif isinstance(facts, PaymentFacts):
                await RECORD_PAYMENT(memory.work(), facts)
            else:
                await RECORD_REFUNDS(memory.work(), (facts,))

    asyncio.run(record())
    return memory


def balances(*stated: Facts) -> Balances:
    """Return the balances after statements of a provider."""
    return asyncio.run(recorded(*stated).balances())


@st.composite
def disorders(draw: st.DrawFn) -> tuple[list[Facts], Sequence[Facts]]:
    """Return a history, and the same in another order with repetitions; nothing is lost."""
    history = draw(histories())
    return history, draw(st.permutations(history + draw(st.lists(st.sampled_from(history), max_size=8))))


@given(disorders())
def test_any_order_and_repetition_ends_with_the_same_balances(case: tuple[list[Facts], Sequence[Facts]]) -> None:
    history, disordered = case
    memory = recorded(*disordered)

    posted = asyncio.run(memory.balances())
    assert posted == balances(*history)
    assert posted == asyncio.run(memory.expected())
    sums: Counter[str] = Counter()
    for (_, currency), amount in posted.items():
        sums[currency] += amount
    assert not any(sums.values())


@given(histories())
def test_repetition_of_everything_posts_nothing(history: list[Facts]) -> None:
    once = recorded(*history)
    last: list[Facts] = [*once.invoices.stored.values(), *once.payments.stored.values(), *once.refunds.stored.values()]

    assert recorded(*history, *last, *last).transactions.keys() == once.transactions.keys()


def test_invoice_with_discount_tax_and_credit() -> None:
    made = invoice(1, subtotal=2000, discount=500, tax=150, credit=650)
    assert balances(made) == {
        ("customer_credit", "USD"): 650,
        ("discounts", "USD"): 500,
        ("receivable", "USD"): 1000,
        ("revenue", "USD"): -2000,
        ("tax_payable", "USD"): -150,
    }


def test_invoice_that_adds_to_the_credit_of_its_user() -> None:
    assert balances(invoice(1, subtotal=-700, credit=-700)) == {
        ("customer_credit", "USD"): -700,
        ("revenue", "USD"): 700,
    }


def test_paid_invoice_leaves_nothing_owed() -> None:
    made = invoice(1)
    paid = replace(payment(1, dollars(1000), of=made), fee=dollars(59))
    assert balances(made, paid, replace(made, status="paid", paid=dollars(1000))) == {
        ("cash:stripe", "USD"): 941,
        ("provider_fees", "USD"): 59,
        ("revenue", "USD"): -1000,
    }


def test_uncollectible_invoice_is_written_off_and_paid_late() -> None:
    given_up = replace(invoice(1), status="uncollectible")
    assert balances(given_up) == {("bad_debt", "USD"): 1000, ("revenue", "USD"): -1000}
    paid = payment(1, dollars(1000), of=given_up)
    assert balances(given_up, paid, replace(given_up, status="paid", paid=dollars(1000))) == {
        ("cash:stripe", "USD"): 1000,
        ("revenue", "USD"): -1000,
    }


def test_void_invoice_is_reversed_by_another_transaction() -> None:
    memory = recorded(invoice(1), replace(invoice(1), status="void"))
    assert asyncio.run(memory.balances()) == {}
    assert [item.number for item in memory.transactions.values()] == [1, 2]


def test_payment_without_an_invoice_gets_one_of_billing_once() -> None:
    paid = payment(1, dollars(500))
    memory = recorded(paid, paid)
    [made] = memory.invoices.stored.values()
    assert (made.status, made.total, made.lines[0].description) == ("paid", dollars(500), "Payment")
    assert asyncio.run(memory.balances()) == {("cash:stripe", "USD"): 500, ("revenue", "USD"): -500}


def test_refund_that_fails_after_it_succeeded_is_reversed() -> None:
    paid = payment(1, dollars(500))
    back = refund(1, paid, dollars(200))
    assert balances(paid, back)["cash:stripe", "USD"] == 300
    assert ("refunds", "USD") not in balances(paid, back, replace(back, status="failed"))


def test_unbalanced_transaction_cannot_be_made() -> None:
    source = Source(invoice(1).ref, "issued")
    with pytest.raises(UnbalancedTransaction):
        LedgerTransaction(source, 1, NOON, {("revenue", "USD"): -1, ("receivable", "EUR"): 1})
