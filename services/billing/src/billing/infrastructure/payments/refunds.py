"""Refunds in Postgres, in the caller's transaction."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, case, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from billing.domain.money import Money
from billing.domain.payments.facts import ObjectRef, PaymentFacts, RefundFacts
from billing.domain.payments.refund import Refund
from billing.infrastructure.payments.invoices import id_of
from billing.infrastructure.payments.payments import facts_of as payment_of
from billing.infrastructure.payments.tables import payments, refunds

RETURNED: Final = ("requested", "pending", "succeeded")
"""The status of refunds that count: the others returned nothing."""


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


def refund_of(row: RowMapping) -> Refund:
    """Return the refund of a row."""
    return Refund(
        id=row["id"],
        payment=ObjectRef(row["provider"], "payment", row["payment"]),
        amount=Money(row["amount"], row["currency"]),
        status=row["status"],
        reason=row["reason"],
        reference=row["reference"],
        failure=row["failure"],
        created_at=row["created_at"],
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

    async def lock_payment(self, payment_id: UUID) -> PaymentFacts | None:
        """Lock one row."""
        query = select(payments).where(payments.c.id == payment_id).with_for_update()
        row = (await self._connection.execute(query)).mappings().first()
        return None if row is None else payment_of(row)

    async def returned(self, payment: PaymentFacts) -> Money:
        """Sum the rows that did not fail."""
        query = (
            select(func.coalesce(func.sum(refunds.c.amount), 0))
            .where(refunds.c.provider == payment.ref.provider, refunds.c.payment == payment.ref.reference)
            .where(refunds.c.status.in_(RETURNED))
        )
        return Money(int((await self._connection.execute(query)).scalar_one()), payment.amount.currency)

    async def find(self, refund_id: UUID) -> Refund | None:
        """Return one row."""
        row = (await self._connection.execute(select(refunds).where(refunds.c.id == refund_id))).mappings().first()
        return None if row is None else refund_of(row)

    async def add(self, refund: Refund, actor: UUID) -> bool:
        """Insert a row where none exists."""
        row = {
            "id": refund.id,
            "provider": refund.payment.provider,
            "payment": refund.payment.reference,
            "currency": refund.amount.currency,
            "amount": refund.amount.amount,
            "status": refund.status,
            "reason": refund.reason,
            "requested_by": actor,
            "occurred_at": refund.created_at,
            "created_at": refund.created_at,
        }
        statement = insert(refunds).values(row).on_conflict_do_nothing(index_elements=["id"])
        return (await self._connection.execute(statement.returning(refunds.c.id))).first() is not None

    async def reject(self, refund_id: UUID, failure: str) -> None:
        """End a row that has no reference."""
        statement = update(refunds).where(refunds.c.id == refund_id, refunds.c.reference.is_(None))
        await self._connection.execute(statement.values(status="failed", failure=failure))

    async def assign(self, refund_id: UUID, reference: str) -> None:
        """Move a reference to its row."""
        mine = select(refunds.c.provider).where(refunds.c.id == refund_id).scalar_subquery()
        others = update(refunds).where(
            refunds.c.provider == mine,
            refunds.c.reference == reference,
            refunds.c.id != refund_id,
            refunds.c.requested_by.is_not(None),
        )
        await self._connection.execute(others.values(reference=None, status="requested"))
        status = case((refunds.c.status == "requested", "pending"), else_=refunds.c.status)
        own = update(refunds).where(refunds.c.id == refund_id)
        await self._connection.execute(own.values(reference=reference, status=status))

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
