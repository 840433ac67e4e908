"""Users whose accounts were deleted, for events and requests about them that arrive later.

Events of two topics have no order, so what a user did may be applied after `user.deleted`. A service remembers the ids
of erased users and stores nothing of them any more. Such an id is random and leads nowhere once the account is deleted.
"""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, Column, MetaData, Table, Uuid, any_, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

TABLE: Final = "erased_users"


def erased_users_table(metadata: MetaData) -> Table:
    """Attach the table of erased users to a service's metadata."""
    return Table(TABLE, metadata, Column("user_id", Uuid, primary_key=True))


class ErasedUsers:
    """Remembers erased users in the transactions of their events."""

    def __init__(self, table: Table) -> None:
        users = bindparam("user_ids", type_=ARRAY(Uuid))
        # Waits for every transaction that has looked a user up, so that the caller's deletions see what it wrote. Where
        # the caller holds other locks already, it may end a request by a deadlock, which is then served again
        # (`http.follow_up.repetition`); consumers repeat their batches anyway.
        self._lock = text(f"lock table {table.fullname} in access exclusive mode")
        self._add = insert(table).from_select(["user_id"], select(func.unnest(users))).on_conflict_do_nothing()
        self._known = select(table.c.user_id).where(table.c.user_id == any_(users))

    async def add(self, connection: AsyncConnection, user_ids: Collection[UUID]) -> None:
        """Remember users; call it before their rows are deleted."""
        await connection.execute(self._lock)
        await connection.execute(self._add, {"user_ids": sorted(set(user_ids))})

    async def among(self, connection: AsyncConnection, user_ids: Collection[UUID]) -> set[UUID]:
        """Return those users that were erased; none of the others is erased until the transaction ends."""
        if not user_ids:
            return set()
        return set((await connection.execute(self._known, {"user_ids": list(user_ids)})).scalars())
