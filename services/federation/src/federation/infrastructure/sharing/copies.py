"""Copies of lists in Postgres, in the caller's transaction."""

from collections.abc import Collection
from dataclasses import asdict
from typing import Final
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from federation.domain.sharing.share import ListCopy
from federation.infrastructure.sharing.tables import list_copies

_KEY: Final = ("user_id", "peer_id", "list_id")


class SqlListCopies:
    """Reads and writes copies."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def begin(self, copy: ListCopy) -> ListCopy:
        """Insert a row unless the user has one of the list."""
        statement = insert(list_copies).values(asdict(copy)).on_conflict_do_nothing(index_elements=list(_KEY))
        await self._connection.execute(statement)
        return await self._find(copy)

    async def renew(self, copy: ListCopy, request_key: UUID) -> ListCopy:
        """Write a row by its key."""
        replaced = list_copies.c.request_key == request_key
        await self._connection.execute(update(list_copies).where(replaced).values(asdict(copy)))
        return await self._find(copy)

    async def save(self, request_key: UUID, copy_id: UUID) -> None:
        """Write one column."""
        statement = update(list_copies).where(list_copies.c.request_key == request_key).values(copy_id=copy_id)
        await self._connection.execute(statement)

    async def erase(self, user_ids: Collection[UUID]) -> None:
        """Delete the rows of users by the primary key."""
        await self._connection.execute(list_copies.delete().where(list_copies.c.user_id.in_(user_ids)))

    async def _find(self, copy: ListCopy) -> ListCopy:
        query = list_copies.select().where(*(list_copies.c[name] == getattr(copy, name) for name in _KEY))
        return ListCopy(**(await self._connection.execute(query)).mappings().one())
