"""Invoices in Postgres, in the caller's transaction."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from sqlalchemy import RowMapping, Text, bindparam, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from billing.domain.money import Money
from billing.domain.payments.facts import InvoiceFacts, InvoiceLine, ObjectRef
from billing.infrastructure.payments.owners import ERASED, NO_USER, owner
from billing.infrastructure.payments.tables import invoices

_NAMESPACE: Final = UUID("0a7d2a0e-4f0c-5b0e-9c60-2f5d3b1f9a10")
_NEXT_NUMBER: Final = text("""
insert into invoice_numbers (year, last) values (:year, 1)
on conflict (year) do update set last = invoice_numbers.last + 1 returning last
""")
_SET_NUMBER: Final = (
    update(invoices).where(invoices.c.id == bindparam("invoice_id")).values(number=bindparam("written", type_=Text))
)


def id_of(ref: ObjectRef) -> UUID:
    """Return billing's id of an object of a provider: the same whenever it is recorded."""
    return uuid5(_NAMESPACE, f"{ref.provider}\n{ref.kind}\n{ref.reference}")


def facts_of(row: RowMapping) -> InvoiceFacts:
    """Return the facts of a row."""
    currency = row["currency"]
    subscription = row["subscription"]
    return InvoiceFacts(
        ref=ObjectRef(row["provider"], "invoice", row["reference"]),
        user_id=row["user_id"] or NO_USER,
        subscription=None if subscription is None else ObjectRef(row["provider"], "subscription", subscription),
        number=row["number"],
        status=row["status"],
        lines=tuple(_line(line, currency) for line in row["lines"]),
        subtotal=Money(row["subtotal"], currency),
        discount=Money(row["discount"], currency),
        tax=Money(row["tax"], currency),
        total=Money(row["total"], currency),
        credit_applied=Money(row["credit_applied"], currency),
        paid=Money(row["paid"], currency),
        created_at=row["created_at"],
        due_at=row["due_at"],
        paid_at=row["paid_at"],
        attempts=row["attempts"],
    )


def _line(document: dict[str, Any], currency: str) -> InvoiceLine:
    return InvoiceLine(
        description=document["description"],
        amount=Money(document["amount"], currency),
        price_id=None if document["price"] is None else UUID(document["price"]),
        period_start=_read(document["from"]),
        period_end=_read(document["to"]),
        is_proration=document["proration"],
    )


def _read(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


def _written(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat()


def _document(line: InvoiceLine) -> dict[str, Any]:
    return {
        "description": line.description,
        "amount": line.amount.amount,
        "price": None if line.price_id is None else str(line.price_id),
        "from": _written(line.period_start),
        "to": _written(line.period_end),
        "proration": line.is_proration,
    }


def _columns(facts: InvoiceFacts) -> dict[str, Any]:
    return {
        "user_id": owner(facts.user_id),
        "subscription": None if facts.subscription is None else facts.subscription.reference,
        "status": facts.status,
        "currency": facts.total.currency,
        "subtotal": facts.subtotal.amount,
        "discount": facts.discount.amount,
        "tax": facts.tax.amount,
        "total": facts.total.amount,
        "credit_applied": facts.credit_applied.amount,
        "paid": facts.paid.amount,
        "lines": [_document(line) for line in facts.lines],
        "created_at": facts.created_at,
        "due_at": facts.due_at,
        "paid_at": facts.paid_at,
        "attempts": facts.attempts,
    }


class SqlInvoices:
    """Reads and writes invoices."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, facts: InvoiceFacts) -> bool:
        """Insert a row where none exists. One without a number gets the next of its year once it is no draft."""
        ref = facts.ref
        row = {"id": id_of(ref), "provider": ref.provider, "reference": ref.reference, "number": facts.number}
        statement = insert(invoices).values(row | _columns(facts)).on_conflict_do_nothing()
        added = (await self._connection.execute(statement.returning(invoices.c.id))).first() is not None
        if added:
            await self._number(facts)
        return added

    async def lock(self, ref: ObjectRef) -> InvoiceFacts | None:
        """Lock one row."""
        query = select(invoices).where(invoices.c.provider == ref.provider, invoices.c.reference == ref.reference)
        row = (await self._connection.execute(query.with_for_update())).mappings().first()
        return None if row is None else facts_of(row)

    async def save(self, facts: InvoiceFacts) -> None:
        """Replace a row; a number that it has stays."""
        number = {} if facts.number is None else {"number": facts.number}
        statement = update(invoices).where(invoices.c.id == id_of(facts.ref)).values(_columns(facts) | number)
        has_number = (await self._connection.execute(statement.returning(invoices.c.number))).scalar_one()
        if has_number is None:
            await self._number(facts)

    async def forget(self, user_ids: Collection[UUID]) -> None:
        """Remove the users of rows."""
        await self._connection.execute(update(invoices).where(invoices.c.user_id.in_(user_ids)).values(user_id=None))

    async def forget_erased(self) -> int:
        """Remove the users of rows."""
        statement = update(invoices).where(invoices.c.user_id.in_(ERASED)).values(user_id=None)
        return len((await self._connection.execute(statement.returning(invoices.c.id))).all())

    async def _number(self, facts: InvoiceFacts) -> None:
        if facts.number is not None or facts.status == "draft":
            return
        year = facts.created_at.year
        last = (await self._connection.execute(_NEXT_NUMBER, {"year": year})).scalar_one()
        await self._connection.execute(_SET_NUMBER, {"invoice_id": id_of(facts.ref), "written": f"MQ-{year}-{last:06}"})
