"""Refunds in Postgres, in the caller's transaction."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, RowMapping, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from billing.domain.money import Money
from billing.domain.payments.facts import ObjectRef, RefundFacts
from billing.infrastructure.payments.invoices import id_of
from billing.infrastructure.payments.tables import refunds


def facts_of(row: RowMapping) -> RefundFacts:
    """Return the facts of a row that has a reference."""
    provider = row["provider"]
    return RefundFacts(
        ref=ObjectRef(provider, "refund", row["reference"]),
        payment=ObjectRef(provider, "payment", row["payment"]),
        amount=Money(row["amount"], row["currency"]),
        status=row["status"],
        reason=row["reason"],
        occurred_at=row["occurred_at"],
    )


class SqlRefunds:
    """Reads and writes refunds."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of_payment(self, payment: ObjectRef) -> Sequence[RefundFacts]:
        """Read rows that have a reference."""
        query = (
            select(refunds)
            .where(refunds.c.provider == payment.provider, refunds.c.payment == payment.reference)
            .where(refunds.c.reference.is_not(None))
            .order_by(refunds.c.occurred_at, refunds.c.id)
        )
        return [facts_of(row) for row in (await self._connection.execute(query)).mappings()]

    async def record(self, facts: RefundFacts) -> None:
        """Change the row of the reference, or the first without one that is of this amount; else insert a row."""
        if not (await self._change(facts, refunds.c.reference == facts.ref.reference)):
            oldest = (
                select(refunds.c.id)
                .where(refunds.c.provider == facts.ref.provider, refunds.c.payment == facts.payment.reference)
                .where(refunds.c.reference.is_(None), refunds.c.status == "requested")
                .where(refunds.c.amount == facts.amount.amount)
                .order_by(refunds.c.created_at, refunds.c.id)
                .limit(1)
            )
            if not await self._change(facts, refunds.c.id == oldest.scalar_subquery()):
                await self._insert(facts)

    async def _change(self, facts: RefundFacts, which: ColumnElement[bool]) -> bool:
        statement = (
            update(refunds)
            .where(refunds.c.provider == facts.ref.provider, which)
            .values(reference=facts.ref.reference, status=facts.status, occurred_at=facts.occurred_at)
        )
        return (await self._connection.execute(statement.returning(refunds.c.id))).first() is not None

    async def _insert(self, facts: RefundFacts) -> None:
        row = {
            "id": id_of(facts.ref),
            "provider": facts.ref.provider,
            "payment": facts.payment.reference,
            "reference": facts.ref.reference,
            "currency": facts.amount.currency,
            "amount": facts.amount.amount,
            "status": facts.status,
            "reason": facts.reason,
            "occurred_at": facts.occurred_at,
        }
        await self._connection.execute(insert(refunds).values(row))
