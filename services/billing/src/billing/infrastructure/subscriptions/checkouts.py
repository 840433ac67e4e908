"""Checkouts and customers in Postgres, in the caller's transaction."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from billing.domain.checkouts.checkout import WAITING, Checkout
from billing.infrastructure.subscriptions.rows import checkout_columns, checkout_of
from billing.infrastructure.subscriptions.tables import checkouts, customers


class SqlCheckouts:
    """Reads and writes checkouts and customers."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, checkout_id: UUID, *, lock: bool = False) -> Checkout | None:
        """Return one row."""
        query = select(checkouts).where(checkouts.c.id == checkout_id)
        row = (await self._connection.execute(query.with_for_update() if lock else query)).mappings().first()
        return None if row is None else checkout_of(row)

    async def add(self, checkout: Checkout) -> bool:
        """Insert one row where none exists."""
        statement = insert(checkouts).values(checkout_columns(checkout)).on_conflict_do_nothing(index_elements=["id"])
        return (await self._connection.execute(statement.returning(checkouts.c.id))).first() is not None

    async def save(self, checkout: Checkout) -> None:
        """Update one row."""
        changed = {name: getattr(checkout, name) for name in ("reference", "url", "status", "expires_at", "ended_at")}
        await self._connection.execute(update(checkouts).where(checkouts.c.id == checkout.id).values(changed))

    async def waiting(self, user_id: UUID) -> list[Checkout]:
        """Lock the rows of a user that have not ended."""
        query = select(checkouts).where(checkouts.c.user_id == user_id, checkouts.c.status.in_(WAITING))
        rows = await self._connection.execute(query.order_by(checkouts.c.id).with_for_update())
        return [checkout_of(row) for row in rows.mappings()]

    async def expired(self, now: datetime, limit: int) -> list[Checkout]:
        """Return a batch of rows."""
        query = select(checkouts).where(checkouts.c.status.in_(WAITING), checkouts.c.expires_at <= now)
        rows = await self._connection.execute(query.order_by(checkouts.c.expires_at).limit(limit))
        return [checkout_of(row) for row in rows.mappings()]

    async def customer(self, user_id: UUID, provider: str) -> str | None:
        """Return the reference of one row."""
        query = select(customers.c.reference).where(customers.c.user_id == user_id, customers.c.provider == provider)
        return (await self._connection.execute(query)).scalar()

    async def save_customer(self, user_id: UUID, provider: str, reference: str) -> None:
        """Insert one row where none exists."""
        row = {"user_id": user_id, "provider": provider, "reference": reference}
        await self._connection.execute(insert(customers).values(row).on_conflict_do_nothing())
