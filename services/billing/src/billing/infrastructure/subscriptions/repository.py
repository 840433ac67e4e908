"""Subscriptions and their changes in Postgres, in the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from billing.domain.payments.facts import ObjectRef
from billing.domain.subscriptions.changes import Change, ChangeStatus
from billing.domain.subscriptions.subscription import Subscription
from billing.infrastructure.subscriptions.rows import (
    change_columns,
    change_of,
    subscription_columns,
    subscription_of,
)
from billing.infrastructure.subscriptions.tables import changes, subscriptions
from chassis.storage.rows import upsert


class SqlSubscriptions:
    """Reads and writes subscriptions and changes."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, subscription_id: UUID, *, lock: bool = False) -> Subscription | None:
        """Return one row."""
        query = select(subscriptions).where(subscriptions.c.id == subscription_id)
        row = (await self._connection.execute(query.with_for_update() if lock else query)).mappings().first()
        return None if row is None else subscription_of(row)

    async def by_reference(self, ref: ObjectRef) -> Subscription | None:
        """Lock one row."""
        query = select(subscriptions).where(
            subscriptions.c.provider == ref.provider, subscriptions.c.reference == ref.reference
        )
        row = (await self._connection.execute(query.with_for_update())).mappings().first()
        return None if row is None else subscription_of(row)

    async def of_user(self, user_id: UUID) -> list[Subscription]:
        """Return the rows of a user."""
        query = select(subscriptions).where(subscriptions.c.user_id == user_id)
        rows = await self._connection.execute(query.order_by(subscriptions.c.created_at.desc(), subscriptions.c.id))
        return [subscription_of(row) for row in rows.mappings()]

    async def save(self, subscription: Subscription) -> None:
        """Insert or replace one row."""
        await self._connection.execute(upsert(subscriptions), subscription_columns(subscription))

    async def due(self, now: datetime, limit: int) -> list[Subscription]:
        """Return a batch of rows."""
        query = select(subscriptions).where(subscriptions.c.changes_at <= now)
        rows = await self._connection.execute(query.order_by(subscriptions.c.changes_at).limit(limit))
        return [subscription_of(row) for row in rows.mappings()]

    async def change(self, change_id: UUID, *, lock: bool = False) -> Change | None:
        """Return one row."""
        query = select(changes).where(changes.c.id == change_id)
        row = (await self._connection.execute(query.with_for_update() if lock else query)).mappings().first()
        return None if row is None else change_of(row)

    async def add_change(self, change: Change) -> bool:
        """Insert one row where none exists."""
        statement = insert(changes).values(change_columns(change)).on_conflict_do_nothing().returning(changes.c.id)
        return (await self._connection.execute(statement)).first() is not None

    async def end_change(self, change: Change) -> None:
        """Update one row."""
        ended = {"status": change.status.value, "reason": change.reason, "ended_at": change.ended_at}
        await self._connection.execute(update(changes).where(changes.c.id == change.id).values(ended))

    async def pending_changes(self, subscription_id: UUID) -> Sequence[Change]:
        """Return rows that are not done."""
        query = select(changes).where(
            changes.c.subscription_id == subscription_id, changes.c.status == ChangeStatus.PENDING.value
        )
        return [change_of(row) for row in (await self._connection.execute(query)).mappings()]
