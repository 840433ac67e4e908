"""Single titles in Postgres, in the caller's transaction."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, Select, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from billing.domain.money import Money
from billing.domain.payments.facts import ObjectRef
from billing.domain.purchases.purchase import Purchase, PurchaseKind, TitlePrice
from billing.infrastructure.payments.owners import is_erased
from billing.infrastructure.payments.tables import payments, refunds
from billing.infrastructure.purchases.tables import purchases, title_prices
from billing.infrastructure.subscriptions.tables import checkouts


def purchase_of(row: RowMapping) -> Purchase:
    """Return the purchase of a row."""
    return Purchase(
        id=row["id"],
        user_id=row["user_id"],
        media_id=row["media_id"],
        kind=row["kind"],
        money=Money(row["amount"], row["currency"]),
        purchased_at=row["purchased_at"],
        first_played_at=row["first_played_at"],
        revoked_at=row["revoked_at"],
        version=row["version"],
        changed_at=row["changed_at"],
    )


def _columns(purchase: Purchase) -> dict[str, Any]:
    return {
        "id": purchase.id,
        "user_id": purchase.user_id,
        "media_id": purchase.media_id,
        "kind": purchase.kind,
        "currency": purchase.money.currency,
        "amount": purchase.money.amount,
        "purchased_at": purchase.purchased_at,
        "first_played_at": purchase.first_played_at,
        "revoked_at": purchase.revoked_at,
        "version": purchase.version,
        "changed_at": purchase.changed_at,
    }


class SqlPurchases:
    """Reads and writes prices of titles, and purchases."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def prices(self, media_id: UUID) -> Sequence[TitlePrice]:
        """Return the rows of a title."""
        order = (title_prices.c.kind, title_prices.c.currency)
        query = select(title_prices).where(title_prices.c.media_id == media_id).order_by(*order)
        return [_price_of(row) for row in (await self._connection.execute(query)).mappings()]

    async def replace_prices(self, media_id: UUID, prices: Collection[TitlePrice], actor: UUID, now: datetime) -> None:
        """Delete the rows of a title and insert others."""
        # Two requests at once would else insert the same rows.
        await self._connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(str(media_id), 0))))
        await self._connection.execute(delete(title_prices).where(title_prices.c.media_id == media_id))
        rows = [
            {
                "media_id": media_id,
                "kind": price.kind,
                "currency": price.money.currency,
                "amount": price.money.amount,
                "name": price.name,
                "created_by": actor,
                "created_at": now,
            }
            for price in prices
        ]
        if rows:
            await self._connection.execute(insert(title_prices).values(rows))

    async def price(self, media_id: UUID, kind: PurchaseKind, currency: str) -> TitlePrice | None:
        """Return one row."""
        prices = {(price.kind, price.money.currency): price for price in await self.prices(media_id)}
        return prices.get((kind, currency))

    async def order(self, checkout_id: UUID, paid_at: datetime, now: datetime) -> Purchase | None:
        """Read the item of a checkout."""
        query = select(checkouts).where(checkouts.c.id == checkout_id, checkouts.c.item.is_not(None))
        row = (await self._connection.execute(query)).mappings().first()
        if row is None:
            return None
        return Purchase(
            id=checkout_id,
            user_id=row["user_id"],
            media_id=UUID(row["item"]["mediaId"]),
            kind=row["item"]["kind"],
            money=Money(row["amount"], row["currency"]),
            purchased_at=paid_at,
            changed_at=now,
        )

    async def add(self, purchase: Purchase) -> bool:
        """Insert a row where none exists and the user was not erased."""
        if (await self._connection.execute(select(is_erased(purchase.user_id)))).scalar_one():
            return False
        statement = insert(purchases).values(_columns(purchase)).on_conflict_do_nothing()
        return (await self._connection.execute(statement.returning(purchases.c.id))).first() is not None

    async def lock(self, purchase_id: UUID) -> Purchase | None:
        """Lock one row."""
        rows = await self._read(select(purchases).where(purchases.c.id == purchase_id).with_for_update())
        return rows[0] if rows else None

    async def rentals(self, user_ids: Collection[UUID], media_ids: Collection[UUID]) -> list[Purchase]:
        """Lock the rows of rentals."""
        query = select(purchases).where(purchases.c.user_id.in_(user_ids), purchases.c.media_id.in_(media_ids))
        return await self._read(query.where(purchases.c.kind == "rental").order_by(purchases.c.id).with_for_update())

    async def of_user(self, user_id: UUID) -> Sequence[Purchase]:
        """Return the rows of a user."""
        order = (purchases.c.purchased_at.desc(), purchases.c.id)
        return await self._read(select(purchases).where(purchases.c.user_id == user_id).order_by(*order))

    async def save(self, purchase: Purchase) -> None:
        """Replace a row."""
        await self._connection.execute(
            update(purchases).where(purchases.c.id == purchase.id).values(_columns(purchase))
        )

    async def is_refunded(self, payment: ObjectRef) -> bool:
        """Compare the amount of a payment with its refunds."""
        returned = select(func.coalesce(func.sum(refunds.c.amount), 0)).where(
            refunds.c.provider == payment.provider,
            refunds.c.payment == payment.reference,
            refunds.c.status == "succeeded",
        )
        query = select(payments.c.amount <= returned.scalar_subquery()).where(
            payments.c.provider == payment.provider, payments.c.reference == payment.reference
        )
        return bool((await self._connection.execute(query)).scalar_one_or_none())

    async def forget(self, user_ids: Collection[UUID]) -> list[UUID]:
        """Delete the rows of users."""
        statement = delete(purchases).where(purchases.c.user_id.in_(user_ids)).returning(purchases.c.id)
        return list((await self._connection.execute(statement)).scalars())

    async def _read(self, query: Select[Any]) -> list[Purchase]:
        return [purchase_of(row) for row in (await self._connection.execute(query)).mappings()]


def _price_of(row: RowMapping) -> TitlePrice:
    return TitlePrice(
        media_id=row["media_id"],
        kind=row["kind"],
        name=row["name"],
        money=Money(row["amount"], row["currency"]),
    )
