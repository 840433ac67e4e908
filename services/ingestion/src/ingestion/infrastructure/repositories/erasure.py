"""Erasure of users in Postgres."""

from collections.abc import Collection, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.messaging.transaction import Transaction
from chassis.storage.erased_users import ErasedUsers
from ingestion.application.external.ports import DeletedLists
from ingestion.infrastructure.events.external_lists import tombstones
from ingestion.infrastructure.events.mapping import SOURCE
from ingestion.infrastructure.external_tables import external_lists, list_followers
from ingestion.infrastructure.tables import erased_users, import_shares, interests, jobs

_ERASED: Final = ErasedUsers(erased_users)


class SqlErasedUsers:
    """The users whose accounts were deleted."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def has(self, user_id: UUID) -> bool:
        """Return whether a user was erased."""
        return bool(await _ERASED.among(self._connection, [user_id]))


class SqlErasure:
    """Erases users in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    async def erase(self, user_ids: Sequence[UUID]) -> None:
        """Delete by the primary keys; a scan of the jobs is bounded by their retention."""
        await _ERASED.add(self._connection, user_ids)
        for table in (interests, import_shares):
            await self._connection.execute(delete(table).where(table.c.user_id.in_(user_ids)))
        await self._forget_lists(user_ids)
        for user_id in user_ids:
            without = func.array_remove(jobs.c.requested_by, user_id)
            requested = update(jobs).where(jobs.c.requested_by.contains([user_id]))
            await self._connection.execute(requested.values(requested_by=without))

    async def _forget_lists(self, user_ids: Sequence[UUID]) -> None:
        """Delete what users follow and have uploaded; tombstones follow the events about it."""
        followed = delete(list_followers).where(list_followers.c.user_id.in_(user_ids))
        rows = await self._connection.execute(followed.returning(list_followers.c.user_id, list_followers.c.list_id))
        followers = [(row.user_id, row.list_id) for row in rows]
        uploaded = delete(external_lists).where(external_lists.c.owner_id.in_(user_ids))
        owned = (await self._connection.execute(uploaded.returning(external_lists.c.list_id))).scalars().all()
        await self._transaction.publish(*tombstones(DeletedLists(owned, followers), SOURCE))

    async def erased(self, user_ids: Collection[UUID]) -> set[UUID]:
        """Return those users that are erased."""
        return await _ERASED.among(self._connection, user_ids)
