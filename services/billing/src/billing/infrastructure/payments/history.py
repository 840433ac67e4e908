"""Invoices and payments as they are read, in Postgres."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Label, RowMapping, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from billing.application.payments.read_models import (
    CustomerAccount,
    HistoryFilter,
    InvoiceAccount,
    StoredInvoice,
    StoredPayment,
)
from billing.domain.money import Money
from billing.domain.payments.own_invoices import payment_of
from billing.infrastructure.payments import invoices as invoice_rows
from billing.infrastructure.payments import payments as payment_rows
from billing.infrastructure.payments.refunds import RETURNED, refund_of
from billing.infrastructure.payments.tables import invoices, payments, refunds
from billing.infrastructure.subscriptions.tables import customers
from chassis.core.lists.pages import Part, Slice
from chassis.storage.lists.keysets import By, Keyset

_INVOICES: Final = Keyset(By(invoices.c.created_at), By(invoices.c.id))
_PAYMENTS: Final = Keyset(By(payments.c.occurred_at), By(payments.c.id))
_REFUNDED: Final[Label[int]] = (
    select(func.coalesce(func.sum(refunds.c.amount), 0))
    .where(refunds.c.provider == payments.c.provider, refunds.c.payment == payments.c.reference)
    .where(refunds.c.status.in_(RETURNED))
    .scalar_subquery()
    .label("refunded")
)


def _invoice(row: RowMapping) -> StoredInvoice:
    return StoredInvoice(row["id"], row["user_id"], invoice_rows.facts_of(row))


def _payment(row: RowMapping) -> StoredPayment:
    refunded = Money(int(row["refunded"]), row["currency"])
    return StoredPayment(row["id"], row["user_id"], payment_rows.facts_of(row), refunded)


class SqlHistory:
    """Reads invoices and payments."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def invoices(self, chosen: HistoryFilter, part: Slice) -> Part[StoredInvoice]:
        """Read a part of the rows."""
        query = select(invoices).where(
            invoices.c.status != "draft", *_conditions(chosen, invoices, invoices.c.created_at)
        )
        rows, last = await _INVOICES.read_mappings(self._connection, query, part)
        return Part([_invoice(row) for row in rows], None, last)

    async def payments(self, chosen: HistoryFilter, part: Slice) -> Part[StoredPayment]:
        """Read a part of the rows."""
        query = select(payments, _REFUNDED).where(*_conditions(chosen, payments, payments.c.occurred_at))
        rows, last = await _PAYMENTS.read_mappings(self._connection, query, part)
        return Part([_payment(row) for row in rows], None, last)

    async def invoice(self, invoice_id: UUID) -> InvoiceAccount | None:
        """Read one row with its payments and refunds."""
        query = select(invoices).where(invoices.c.id == invoice_id, invoices.c.status != "draft")
        row = (await self._connection.execute(query)).mappings().first()
        if row is None:
            return None
        own = payment_of(row["reference"])
        of_invoice = or_(
            payments.c.invoice == row["reference"],
            and_(payments.c.invoice.is_(None), payments.c.reference == own),
        )
        paid = select(payments, _REFUNDED).where(payments.c.provider == row["provider"], of_invoice)
        made = [_payment(item) for item in await self._rows(paid.order_by(payments.c.occurred_at, payments.c.id))]
        references = [payment.facts.ref.reference for payment in made]
        returned = select(refunds).where(refunds.c.provider == row["provider"], refunds.c.payment.in_(references))
        back = await self._rows(returned.order_by(refunds.c.created_at, refunds.c.id))
        return InvoiceAccount(_invoice(row), tuple(made), tuple(refund_of(item) for item in back))

    async def customer(self, user_id: UUID) -> CustomerAccount:
        """Sum the rows of a user."""
        providers = select(customers.c.provider, customers.c.reference).where(customers.c.user_id == user_id)
        paid = _sums(payments.c.currency, payments.c.amount).where(
            payments.c.user_id == user_id, payments.c.status == "succeeded"
        )
        returned = (
            _sums(refunds.c.currency, refunds.c.amount)
            .join(
                payments,
                and_(payments.c.provider == refunds.c.provider, payments.c.reference == refunds.c.payment),
            )
            .where(payments.c.user_id == user_id, refunds.c.status == "succeeded")
        )
        left = invoices.c.total - invoices.c.credit_applied - invoices.c.paid
        owed = _sums(invoices.c.currency, left).where(invoices.c.user_id == user_id, invoices.c.status == "open")
        return CustomerAccount(
            user_id=user_id,
            references=tuple((row["provider"], row["reference"]) for row in await self._rows(providers)),
            paid=_amounts(await self._rows(paid)),
            refunded=_amounts(await self._rows(returned)),
            owed=_amounts(await self._rows(owed)),
        )

    async def _rows(self, query: Select[Any]) -> list[RowMapping]:
        return list((await self._connection.execute(query)).mappings())


def _conditions(chosen: HistoryFilter, table: Any, at: ColumnElement[Any]) -> Iterable[ColumnElement[bool]]:
    if chosen.user_id is not None:
        yield table.c.user_id == chosen.user_id
    if chosen.status is not None:
        yield table.c.status == chosen.status
    if chosen.since is not None:
        yield at >= chosen.since
    if chosen.until is not None:
        yield at < chosen.until


def _sums(currency: ColumnElement[Any], amount: ColumnElement[Any]) -> Select[Any]:
    return select(currency.label("currency"), func.sum(amount).label("amount")).group_by(currency).order_by(currency)


def _amounts(rows: Iterable[RowMapping]) -> tuple[Money, ...]:
    return tuple(Money(int(row["amount"]), row["currency"]) for row in rows if row["amount"])
