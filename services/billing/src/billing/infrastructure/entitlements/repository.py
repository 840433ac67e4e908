"""What users are entitled to, in Postgres, in the caller's transaction."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import RowMapping, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from billing.domain.entitlements.holder import Grant, Holder
from billing.domain.plans.plan import FREE
from billing.infrastructure.entitlements.tables import holders
from billing.infrastructure.plans.repository import entitlements_of

_KNOWN: Final = select(holders).where(holders.c.erased_at.is_(None)).order_by(holders.c.user_id)


def holder_of(row: RowMapping) -> Holder:
    """Return the holder of a row."""
    grant = Grant(
        plan=row["plan"],
        entitlements=entitlements_of(row),
        status=row["status"],
        subscription_id=row["subscription_id"],
        valid_until=row["valid_until"],
        cancels_at=row["cancels_at"],
    )
    return Holder(row["user_id"], grant, row["version"], row["changed_at"], row["created_at"])


def _columns(holder: Holder) -> dict[str, Any]:
    grant = holder.grant
    return {
        "user_id": holder.user_id,
        "plan": grant.plan,
        "device_limit": grant.entitlements.device_limit,
        "concurrent_streams": grant.entitlements.concurrent_streams,
        "rate_class": grant.entitlements.rate_class,
        "status": grant.status,
        "subscription_id": grant.subscription_id,
        "valid_until": grant.valid_until,
        "cancels_at": grant.cancels_at,
        "version": holder.version,
        "changed_at": holder.changed_at,
        "created_at": holder.created_at,
    }


class SqlHolders:
    """Reads, locks, writes and erases rows of users."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lock(self, user_ids: Collection[UUID]) -> dict[UUID, Holder]:
        """Lock rows in the order of users, which avoids deadlocks between transactions."""
        query = _KNOWN.where(holders.c.user_id.in_(user_ids)).with_for_update()
        rows = (await self._connection.execute(query)).mappings()
        return {row["user_id"]: holder_of(row) for row in rows}

    async def add(self, added: Sequence[Holder]) -> list[Holder]:
        """Insert rows where none exist."""
        if not added:
            return []
        statement = insert(holders).values([_columns(holder) for holder in added])
        returning = statement.on_conflict_do_nothing().returning(holders.c.user_id)
        new = set((await self._connection.execute(returning)).scalars())
        return [holder for holder in added if holder.user_id in new]

    async def save(self, holder: Holder) -> None:
        """Replace a row."""
        statement = update(holders).where(holders.c.user_id == holder.user_id).values(_columns(holder))
        await self._connection.execute(statement)

    async def find(self, user_id: UUID) -> Holder | None:
        """Return one row."""
        row = (await self._connection.execute(_KNOWN.where(holders.c.user_id == user_id))).mappings().first()
        return None if row is None else holder_of(row)

    async def of_plan(self, plan: str, after: UUID | None, limit: int) -> list[Holder]:
        """Lock a batch of rows of a plan."""
        query = _KNOWN.where(holders.c.plan == plan)
        if after is not None:
            query = query.where(holders.c.user_id > after)
        rows = (await self._connection.execute(query.limit(limit).with_for_update())).mappings()
        return [holder_of(row) for row in rows]

    async def erase(self, user_ids: Collection[UUID], now: datetime) -> list[UUID]:
        """Insert or change the rows of users; their limits allow nothing."""
        nothing = {"device_limit": 1, "concurrent_streams": 0, "rate_class": FREE, "status": "none", "plan": FREE}
        erased = {**nothing, "subscription_id": None, "valid_until": None, "cancels_at": None, "erased_at": now}
        new = [{"user_id": user_id, "version": 1, "changed_at": now, **erased} for user_id in user_ids]
        if not new:
            return []
        statement = insert(holders).values(new)
        statement = statement.on_conflict_do_update(
            index_elements=["user_id"], set_=erased, where=holders.c.erased_at.is_(None)
        )
        return list((await self._connection.execute(statement.returning(holders.c.user_id))).scalars())
