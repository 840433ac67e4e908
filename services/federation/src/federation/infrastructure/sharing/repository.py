"""Shares in Postgres, in the caller's transaction."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from uuid import UUID

from sqlalchemy import RowMapping, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.lists.pages import Part, Slice
from federation.domain.sharing.share import Deletion, Kind, Share
from federation.infrastructure.paging import newest_first
from federation.infrastructure.sharing.deletions import SqlDeletions
from federation.infrastructure.sharing.tables import shares


class SqlShares(SqlDeletions):
    """Reads and writes shares."""

    def __init__(self, connection: AsyncConnection) -> None:
        super().__init__(connection)
        self._connection = connection

    async def add(self, share: Share) -> Share:
        """Insert a row unless the item has one."""
        statement = insert(shares).values(asdict(share)).on_conflict_do_nothing(index_elements=["kind", "item_id"])
        await self._connection.execute(statement)
        return await self.of_item(share.kind, share.item_id) or share

    async def find(self, share_id: UUID) -> Share | None:
        """Return one row, locked."""
        query = shares.select().where(shares.c.id == share_id).with_for_update()
        row = (await self._connection.execute(query)).mappings().first()
        return None if row is None else _share_of(row)

    async def of_item(self, kind: Kind, item_id: UUID) -> Share | None:
        """Return one row by its item."""
        query = shares.select().where(shares.c.kind == kind, shares.c.item_id == item_id)
        row = (await self._connection.execute(query)).mappings().first()
        return None if row is None else _share_of(row)

    async def page(self, part: Slice, *, kind: Kind | None = None, user_id: UUID | None = None) -> Part[Share]:
        """Return a part of the rows by the index of their age."""
        chosen = [] if kind is None else [shares.c.kind == kind]
        chosen += [] if user_id is None else [shares.c.shared_by == user_id]
        total = (await self._connection.execute(select(func.count()).select_from(shares).where(*chosen))).scalar_one()
        query = newest_first(shares.select().where(*chosen), shares.c.created_at, shares.c.id, part)
        rows = list((await self._connection.execute(query)).mappings())
        items = [_share_of(row) for row in rows[: part.limit]]
        last = (items[-1].created_at, items[-1].id) if len(rows) > part.limit else None
        return Part(items, int(total), last)

    async def count_of(self, user_id: UUID) -> int:
        """Count the rows of a user, under a lock for this user."""
        await self._connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(str(user_id), 0))))
        query = select(func.count()).select_from(shares).where(shares.c.shared_by == user_id)
        return int((await self._connection.execute(query)).scalar_one())

    async def of_users(self, user_ids: Collection[UUID]) -> Sequence[Share]:
        """Return the rows of users."""
        query = shares.select().where(shares.c.shared_by.in_(user_ids)).order_by(shares.c.id)
        return [_share_of(row) for row in (await self._connection.execute(query)).mappings()]

    async def remove(self, share: Share, deletion: Deletion) -> None:
        """Delete a row, and insert those of its deletion."""
        await self._connection.execute(delete(shares).where(shares.c.id == share.id))
        await self.request(deletion)


def _share_of(row: RowMapping) -> Share:
    return Share(**{**row, "kind": Kind(row["kind"])})
