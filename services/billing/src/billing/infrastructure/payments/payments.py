"""Payments in Postgres, in the caller's transaction."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, bindparam, case, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from billing.domain.money import Money
from billing.domain.payments.facts import ObjectRef, PaymentFacts
from billing.domain.payments.own_invoices import Sale
from billing.infrastructure.metadata import INSTANT
from billing.infrastructure.payments.invoices import id_of
from billing.infrastructure.payments.owners import ERASED, NO_USER, owner, unless_erased
from billing.infrastructure.payments.tables import payments
from billing.infrastructure.plans.tables import plans, prices
from billing.infrastructure.subscriptions.tables import checkouts


def facts_of(row: RowMapping) -> PaymentFacts:
    """Return the facts of a row."""
    provider, currency, invoice = row["provider"], row["currency"], row["invoice"]
    return PaymentFacts(
        ref=ObjectRef(provider, "payment", row["reference"]),
        user_id=row["user_id"] or NO_USER,
        invoice=None if invoice is None else ObjectRef(provider, "invoice", invoice),
        checkout_id=row["checkout_id"],
        amount=Money(row["amount"], currency),
        status=row["status"],
        fee=None if row["fee"] is None else Money(row["fee"], currency),
        method=row["method"],
        failure_code=row["failure_code"],
        occurred_at=row["occurred_at"],
    )


def _columns(facts: PaymentFacts) -> dict[str, Any]:
    return {
        "user_id": owner(facts.user_id),
        "invoice": None if facts.invoice is None else facts.invoice.reference,
        "checkout_id": facts.checkout_id,
        "currency": facts.amount.currency,
        "amount": facts.amount.amount,
        "fee": None if facts.fee is None else facts.fee.amount,
        "status": facts.status,
        "method": unless_erased(facts.user_id, facts.method, ""),
        "failure_code": facts.failure_code,
        "occurred_at": facts.occurred_at,
    }


class SqlPayments:
    """Reads and writes payments."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, facts: PaymentFacts) -> bool:
        """Insert a row where none exists."""
        ref = facts.ref
        row = {"id": id_of(ref), "provider": ref.provider, "reference": ref.reference}
        statement = insert(payments).values(row | _columns(facts)).on_conflict_do_nothing()
        return (await self._connection.execute(statement.returning(payments.c.id))).first() is not None

    async def lock(self, ref: ObjectRef) -> PaymentFacts | None:
        """Lock one row."""
        query = select(payments).where(payments.c.provider == ref.provider, payments.c.reference == ref.reference)
        row = (await self._connection.execute(query.with_for_update())).mappings().first()
        return None if row is None else facts_of(row)

    async def save(self, facts: PaymentFacts) -> None:
        """Replace a row."""
        await self._connection.execute(
            update(payments).where(payments.c.id == id_of(facts.ref)).values(_columns(facts))
        )

    async def forget(self, user_ids: Collection[UUID]) -> None:
        """Remove the users and means of payment of rows."""
        statement = update(payments).where(payments.c.user_id.in_(user_ids)).values(user_id=None, method="")
        await self._connection.execute(statement)

    async def forget_erased(self) -> int:
        """Remove the users and means of payment of rows."""
        statement = update(payments).where(payments.c.user_id.in_(ERASED)).values(user_id=None, method="")
        return len((await self._connection.execute(statement.returning(payments.c.id))).all())

    async def sale(self, checkout_id: UUID, facts: PaymentFacts) -> Sale | None:
        """Read the checkout with its plan."""
        months = case((prices.c.interval == "year", 12), else_=1)
        end = bindparam("paid_at", facts.occurred_at, type_=INSTANT) + func.make_interval(0, months)
        query = (
            select(checkouts.c.item, checkouts.c.price_id, prices.c.interval, plans.c.names, end.label("period_end"))
            .outerjoin(prices, prices.c.id == checkouts.c.price_id)
            .outerjoin(plans, plans.c.code == prices.c.plan)
            .where(checkouts.c.id == checkout_id)
        )
        row = (await self._connection.execute(query)).first()
        if row is None:
            return None
        if row.price_id is None:
            return Sale(description=_name(row.item))
        return Sale(
            description=f"{row.names['en']}, 1 {row.interval}",
            price_id=row.price_id,
            period_start=facts.occurred_at,
            period_end=row.period_end,
        )


def _name(item: dict[str, Any] | None) -> str:
    return str((item or {}).get("name") or "Title")
