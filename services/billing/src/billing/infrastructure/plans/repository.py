"""Plans and prices in Postgres, in the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import RowMapping, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from billing.domain.money import Money
from billing.domain.plans.entitlements import Entitlements
from billing.domain.plans.plan import Plan, Price
from billing.infrastructure.plans.tables import plan_versions, plans, prices
from chassis.storage.rows import upsert

_IN_ORDER: Final = (prices.c.plan, prices.c.currency, prices.c.interval, prices.c.created_at.desc(), prices.c.id)


def plan_of(row: RowMapping) -> Plan:
    """Return the plan of a row."""
    return Plan(
        code=row["code"],
        names=row["names"],
        descriptions=row["descriptions"],
        rank=row["rank"],
        entitlements=entitlements_of(row),
        trial_days=row["trial_days"],
        version=row["version"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        archived_at=row["archived_at"],
    )


def entitlements_of(row: RowMapping) -> Entitlements:
    """Return the limits in a row."""
    return Entitlements(row["device_limit"], row["concurrent_streams"], row["rate_class"])


def price_of(row: RowMapping) -> Price:
    """Return the price of a row."""
    return Price(
        id=row["id"],
        plan=row["plan"],
        interval=row["interval"],
        money=Money(row["amount"], row["currency"]),
        created_at=row["created_at"],
        archived_at=row["archived_at"],
    )


class SqlPlans:
    """Reads and writes plans and prices."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, code: str, *, lock: bool = False) -> Plan | None:
        """Return one row."""
        query = select(plans).where(plans.c.code == code)
        row = (await self._connection.execute(query.with_for_update() if lock else query)).mappings().first()
        return None if row is None else plan_of(row)

    async def all(self) -> list[Plan]:
        """Return every row."""
        rows = await self._connection.execute(select(plans).order_by(plans.c.rank, plans.c.code))
        return [plan_of(row) for row in rows.mappings()]

    async def save(self, plan: Plan, actor: UUID) -> None:
        """Insert or replace one row, and insert its version."""
        limits = plan.entitlements
        row = {
            "code": plan.code,
            "names": plan.names,
            "descriptions": plan.descriptions,
            "rank": plan.rank,
            "device_limit": limits.device_limit,
            "concurrent_streams": limits.concurrent_streams,
            "rate_class": limits.rate_class,
            "trial_days": plan.trial_days,
            "version": plan.version,
        }
        times = {"created_at": plan.created_at, "updated_at": plan.updated_at, "archived_at": plan.archived_at}
        await self._connection.execute(upsert(plans), {**row, **times})
        version = {"document": row, "changed_by": actor, "changed_at": plan.updated_at}
        key = {"code": plan.code, "version": plan.version}
        await self._connection.execute(insert(plan_versions).values({**key, **version}))

    async def replace_price(self, price: Price, actor: UUID) -> None:
        """Update the row of the price that is sold, and insert the new one."""
        former = (
            prices.c.plan == price.plan,
            prices.c.interval == price.interval,
            prices.c.currency == price.money.currency,
            prices.c.archived_at.is_(None),
        )
        await self._connection.execute(update(prices).where(*former).values(archived_at=price.created_at))
        row = {
            "id": price.id,
            "plan": price.plan,
            "interval": price.interval,
            "amount": price.money.amount,
            "currency": price.money.currency,
            "created_by": actor,
            "created_at": price.created_at,
        }
        await self._connection.execute(insert(prices).values(row))

    async def archive_price(self, price_id: UUID, now: datetime) -> None:
        """Update one row."""
        await self._connection.execute(update(prices).where(prices.c.id == price_id).values(archived_at=now))

    async def price(self, price_id: UUID) -> Price | None:
        """Return one row."""
        row = (await self._connection.execute(select(prices).where(prices.c.id == price_id))).mappings().first()
        return None if row is None else price_of(row)

    async def prices(self, codes: Sequence[str]) -> list[Price]:
        """Return the rows of plans."""
        query = select(prices).where(prices.c.plan.in_(codes)).order_by(*_IN_ORDER)
        return [price_of(row) for row in (await self._connection.execute(query)).mappings()]
