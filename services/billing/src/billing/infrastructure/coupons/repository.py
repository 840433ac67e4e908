"""Coupons in Postgres, in the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import RowMapping, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from billing.domain.coupons.coupon import Coupon, Limits, Terms
from billing.domain.money import Money
from billing.infrastructure.coupons.tables import attempts, coupons, redemptions


def coupon_of(row: RowMapping) -> Coupon:
    """Return the coupon of a row."""
    return Coupon(
        code=row["code"],
        terms=Terms(
            percent=row["percent"],
            amount=None if row["amount"] is None else Money(row["amount"], row["currency"]),
            plans=frozenset(row["plans"]),
            months=row["months"],
        ),
        limits=Limits(
            most=row["most"],
            most_per_user=row["most_per_user"],
            valid_from=row["valid_from"],
            valid_until=row["valid_until"],
        ),
        redemptions=row["redemptions"],
        created_at=row["created_at"],
        archived_at=row["archived_at"],
    )


def _columns(coupon: Coupon) -> dict[str, Any]:
    return {
        "most": coupon.limits.most,
        "most_per_user": coupon.limits.most_per_user,
        "valid_from": coupon.limits.valid_from,
        "valid_until": coupon.limits.valid_until,
        "redemptions": coupon.redemptions,
        "archived_at": coupon.archived_at,
    }


class SqlCoupons:
    """Reads and writes coupons and redemptions."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, code: str, *, lock: bool = False) -> Coupon | None:
        """Return one row."""
        query = select(coupons).where(coupons.c.code == code)
        row = (await self._connection.execute(query.with_for_update() if lock else query)).mappings().first()
        return None if row is None else coupon_of(row)

    async def add(self, coupon: Coupon, actor: UUID) -> bool:
        """Insert a row where none exists."""
        terms = coupon.terms
        row = {
            "code": coupon.code,
            "percent": terms.percent,
            "amount": None if terms.amount is None else terms.amount.amount,
            "currency": None if terms.amount is None else terms.amount.currency,
            "plans": sorted(terms.plans),
            "months": terms.months,
            "created_by": actor,
            "created_at": coupon.created_at,
        }
        statement = insert(coupons).values(row | _columns(coupon)).on_conflict_do_nothing()
        return (await self._connection.execute(statement.returning(coupons.c.code))).first() is not None

    async def save(self, coupon: Coupon) -> None:
        """Replace what can change of a row."""
        await self._connection.execute(update(coupons).where(coupons.c.code == coupon.code).values(_columns(coupon)))

    async def all(self) -> Sequence[Coupon]:
        """Return every row."""
        rows = await self._connection.execute(select(coupons).order_by(coupons.c.created_at.desc(), coupons.c.code))
        return [coupon_of(row) for row in rows.mappings()]

    async def used(self, code: str, user_id: UUID) -> int:
        """Count redemptions."""
        query = select(func.count()).where(redemptions.c.user_id == user_id, redemptions.c.code == code)
        count: int = (await self._connection.execute(query)).scalar_one()
        return count

    async def redeemed(self, checkout_id: UUID) -> str | None:
        """Return the code in one row."""
        query = select(redemptions.c.code).where(redemptions.c.checkout_id == checkout_id)
        code: str | None = (await self._connection.execute(query)).scalar_one_or_none()
        return code

    async def redeem(self, code: str, user_id: UUID, checkout_id: UUID, now: datetime) -> None:
        """Insert one row."""
        row = {"checkout_id": checkout_id, "code": code, "user_id": user_id, "created_at": now}
        await self._connection.execute(insert(redemptions).values(row))

    async def release(self, checkout_id: UUID) -> None:
        """Delete one row."""
        await self._connection.execute(delete(redemptions).where(redemptions.c.checkout_id == checkout_id))

    async def attempts(self, user_id: UUID, since: datetime) -> int:
        """Count attempts."""
        query = select(func.count()).where(attempts.c.user_id == user_id, attempts.c.created_at > since)
        count: int = (await self._connection.execute(query)).scalar_one()
        return count

    async def add_attempt(self, user_id: UUID, now: datetime) -> None:
        """Insert one row, and delete those of before yesterday."""
        await self._connection.execute(delete(attempts).where(attempts.c.created_at < now - timedelta(days=1)))
        await self._connection.execute(insert(attempts).values(id=uuid4(), user_id=user_id, created_at=now))

    async def forget(self, user_ids: Sequence[UUID]) -> None:
        """Delete attempts, and the users of redemptions."""
        await self._connection.execute(delete(attempts).where(attempts.c.user_id.in_(user_ids)))
        await self._connection.execute(
            update(redemptions).where(redemptions.c.user_id.in_(user_ids)).values(user_id=None)
        )
