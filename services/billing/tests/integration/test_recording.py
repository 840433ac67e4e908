"""Invoices, payments, refunds and the ledger on a real Postgres."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal
from uuid import UUID

import asyncpg
import pytest
from hypothesis import find, settings
from hypothesis.errors import NoSuchExample
from services.billing.tests.histories import USER, Facts, histories, invoice, payment, ref, refund
from services.billing.tests.integration.recording import record, unit_of_work
from services.billing.tests.payment_fakes import InMemoryWork
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from billing.application.ledger.ports import AccountBalance
from billing.application.payments.housekeeping import ForgetErased
from billing.application.payments.recording import RecordInvoice, RecordPayment, RecordRefunds
from billing.application.purchases.granting import GrantPurchases
from billing.bootstrap import Container
from billing.domain.ledger.entries import Balances, without_nothing
from billing.domain.money import Money
from billing.domain.payments.facts import InvoiceFacts, ObjectRef, PaymentFacts
from chassis.testing.clock import NOON, FixedClock
from devstack.testing.pytest_plugin import CreateDatabase

pytestmark = pytest.mark.integration


def dollars(amount: int) -> Money:
    return Money(amount, "USD")


async def _scalars(container: Container, query: str) -> list[object]:
    async with container.runtime.engine.connect() as connection:
        return list((await connection.execute(text(query))).scalars())


async def _in_memory(history: Sequence[Facts]) -> InMemoryWork:
    memory = InMemoryWork()
    clock = FixedClock()
    for facts in history:
        if isinstance(facts, InvoiceFacts):
            await RecordInvoice(clock, RecordPayment(clock, GrantPurchases(clock)))(memory.work(), facts, ())
        elif isinstance(facts, PaymentFacts):
            await RecordPayment(clock, GrantPurchases(clock))(memory.work(), facts)
        else:
            await RecordRefunds(clock, GrantPurchases(clock))(memory.work(), (facts,))
    return memory


def _balances(accounts: Sequence[AccountBalance], side: Literal["posted", "expected"]) -> Balances:
    return without_nothing({(one.account, one.currency): getattr(one, side) for one in accounts})


def _history(seed: int) -> list[Facts]:
    """Return a history with refunds; each seed another one."""
    drawn: list[list[Facts]] = []

    def keep(history: list[Facts]) -> bool:
        drawn.append(history)
        return False

    with pytest.raises(NoSuchExample):
        find(histories(), keep, settings=settings(max_examples=seed + 5, derandomize=True, database=None))
    return max(drawn[seed:], key=len)


@pytest.mark.parametrize("seed", range(3))
async def test_stored_ledger_equals_the_one_in_memory(container: Container, seed: int) -> None:
    history = _history(seed)
    await record(container, *history, *reversed(history))

    memory = await _in_memory(history)
    async with unit_of_work(container) as work:
        accounts = await work.ledger.accounts()
        assert _balances(accounts, "posted") == await memory.balances()
        assert _balances(accounts, "expected") == await memory.expected()
        assert await work.ledger.unbalanced() == 0
        for stored in memory.invoices.stored.values():
            assert await work.invoices.lock(stored.ref) == stored
        for paid in memory.payments.stored.values():
            assert await work.payments.lock(paid.ref) == paid
            assert list(await work.refunds.of_payment(paid.ref)) == await memory.refunds.of_payment(paid.ref)


async def test_parallel_recordings_of_one_invoice_post_once(container: Container) -> None:
    made = invoice(1)
    paid = payment(1, dollars(1000), of=made)
    settled = replace(made, status="paid", paid=dollars(1000))
    await asyncio.gather(*(record(container, facts) for facts in (made, paid, settled, made, paid, settled)))

    assert await _scalars(container, "select count(*) from ledger_transactions") == [2]
    with_fee = replace(paid, fee=dollars(59))
    await asyncio.gather(*(record(container, with_fee) for _ in range(4)))
    async with unit_of_work(container) as work:
        assert _balances(await work.ledger.accounts(), "posted") == {
            ("cash:stripe", "USD"): 941,
            ("provider_fees", "USD"): 59,
            ("revenue", "USD"): -1000,
        }


async def test_service_has_no_right_to_change_the_ledger(container: Container) -> None:
    await record(container, invoice(1))
    for statement in (
        "update ledger_entries set amount = amount + 1",
        "delete from ledger_entries",
        "update ledger_transactions set number = 9",
        "delete from ledger_transactions",
        "truncate ledger_entries",
    ):
        async with container.runtime.engine.connect() as connection:
            with pytest.raises(DBAPIError, match="permission denied"):
                await connection.execute(text(statement))


async def test_owner_of_the_schema_cannot_change_the_ledger(create_database: CreateDatabase) -> None:
    connection = await asyncpg.connect((await create_database("billing")).owner)
    enter = "insert into ledger_entries values ($1, $2, $3, $4)"
    try:
        async with connection.transaction():
            await connection.execute(
                "insert into ledger_transactions (id, provider, kind, reference, occurrence, number, occurred_at)"
                " values ($1, 'stripe', 'invoice', 'in_1', 'issued', 1, now())",
                UUID(int=1),
            )
            await connection.execute(enter, UUID(int=1), "receivable", "USD", 5)
            await connection.execute(enter, UUID(int=1), "revenue", "USD", -5)
        for statement in ("update ledger_entries set amount = 1", "delete from ledger_transactions"):
            with pytest.raises(asyncpg.RestrictViolationError, match="never changed"):
                await connection.execute(statement)
        with pytest.raises(asyncpg.CheckViolationError, match="must sum to zero in EUR"):
            await connection.execute(enter, UUID(int=1), "revenue", "EUR", 1)
    finally:
        await connection.close()


async def test_own_invoices_are_numbered_without_gaps(container: Container) -> None:
    await record(container, *(payment(number, dollars(100)) for number in (1, 2, 1, 3)))
    assert await _scalars(container, "select number from invoices order by number") == [
        "MQ-2026-000001",
        "MQ-2026-000002",
        "MQ-2026-000003",
    ]


async def test_own_invoice_names_what_its_checkout_sold(container: Container) -> None:
    checkout = UUID(int=3)
    async with container.runtime.engine.begin() as connection:
        await connection.execute(
            text(
                "insert into checkouts (id, user_id, provider, price_id, amount, currency, return_path, fingerprint,"
                " status, expires_at) select :id, :user, 'zarinpal', id, amount, currency, '/', '', 'open', now()"
                " from prices where plan = 'premium' and interval = 'year' and currency = 'USD'"
            ),
            {"id": checkout, "user": USER},
        )
    paid = replace(payment(1, dollars(19900)), ref=ref("payment", 1, "zarinpal"), checkout_id=checkout)
    await record(container, paid)

    ref_of_own_invoice = ObjectRef("zarinpal", "invoice", f"payment:{paid.ref.reference}")
    async with unit_of_work(container) as work:
        made = await work.invoices.lock(ref_of_own_invoice)
    assert made is not None
    [line] = made.lines
    assert (line.description, line.amount) == ("Premium, 1 year", dollars(19900))
    assert (line.period_start, line.period_end) == (NOON, NOON.replace(year=2027))


async def test_refund_that_billing_requested_is_found_by_its_amount(container: Container) -> None:
    paid = payment(1, dollars(500))
    await record(container, paid)
    async with container.runtime.engine.begin() as connection:
        await connection.execute(
            text(
                "insert into refunds (id, provider, payment, currency, amount, status, reason, occurred_at)"
                " values (:id, 'stripe', 'payment_1', 'USD', 200, 'requested', 'wish', now())"
            ),
            {"id": UUID(int=1)},
        )
    await record(container, refund(1, paid, dollars(300)), refund(2, paid, dollars(200)))

    assert await _scalars(container, "select reference from refunds order by amount") == ["refund_2", "refund_1"]
    assert await _scalars(container, "select id from refunds where amount = 200") == [UUID(int=1)]


async def test_facts_about_a_deleted_user_are_stored_without_the_user(container: Container) -> None:
    async with unit_of_work(container) as work:
        await work.holders.erase([USER], NOON)
    await record(container, invoice(1), payment(1, dollars(1000), of=invoice(1)))
    await record(container, replace(invoice(1), status="paid"))

    assert await _scalars(container, "select user_id from invoices union all select user_id from payments") == [
        None,
        None,
    ]


async def test_user_who_was_erased_while_an_invoice_was_recorded_is_removed(container: Container) -> None:
    await record(container, invoice(1), payment(1, dollars(1000), of=invoice(1)))
    async with unit_of_work(container) as work:
        await work.holders.erase([USER], NOON)

    assert await ForgetErased(container.units)() == 2
    assert await ForgetErased(container.units)() == 0
    users = "select user_id from invoices union all select user_id from payments"
    assert await _scalars(container, users) == [None, None]
    assert await _scalars(container, "select method from payments") == [""]
