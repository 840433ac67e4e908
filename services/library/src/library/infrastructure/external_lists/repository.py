"""External lists in one transaction."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Insert, delete, func, insert, literal, null, select, update
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.core.lists.ranks import GAP
from chassis.messaging.transaction import Transaction
from chassis.storage.rows import arrays_of, insert_arrays
from library.application.change_keys import LISTS, key_of_list
from library.application.external_lists.following import ExternalContent, Following
from library.domain.lists.user_list import UserList
from library.infrastructure.external_lists.tables import external_followers, external_list_items, external_lists
from library.infrastructure.lists.rows import to_list
from library.infrastructure.lists.tables import list_items, lists

_COLUMNS: Final = ("external_id", "media_id", "rank")
_ADD: Final = insert_arrays(external_list_items, _COLUMNS)


class SqlExternalLists:
    """Reads and writes external lists in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    async def save(self, content: ExternalContent, now: datetime) -> None:
        """Replace the row and its items if they are older, and update the lists that follow it."""
        statement = upsert(external_lists).values(
            external_id=content.external_id,
            version=content.version,
            name=content.name,
            address=content.address,
            state=content.state,
            user_id=content.owner_id,
            read_at=content.read_at,
            item_count=len(content.media_ids),
        )
        replaced = {
            column.name: statement.excluded[column.name] for column in external_lists.c if not column.primary_key
        }
        newer = external_lists.c.version < statement.excluded.version
        stored = await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["external_id"], set_=replaced, where=newer)
        )
        if not stored.rowcount:
            return
        items = external_list_items
        await self._connection.execute(delete(items).where(items.c.external_id == content.external_id))
        rows = [
            {"external_id": content.external_id, "media_id": media_id, "rank": place * GAP}
            for place, media_id in enumerate(content.media_ids, start=1)
        ]
        if rows:
            await self._connection.execute(_ADD, arrays_of(items, _COLUMNS, rows))
        await self._count_again(content, now)

    async def save_following(self, following: Following) -> bool:
        """Insert or update the row if it is older."""
        statement = upsert(external_followers).values(
            user_id=following.user_id,
            external_id=following.external_id,
            version=following.version,
            follows=following.follows,
        )
        stored = await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["user_id", "external_id"],
                set_={"version": statement.excluded.version, "follows": statement.excluded.follows},
                where=external_followers.c.version < statement.excluded.version,
            )
        )
        return stored.rowcount > 0

    async def followed(self, user_id: UUID, external_id: UUID) -> ExternalContent | None:
        """Read by the primary keys; the row of the list is locked, so that its content does not change meanwhile."""
        same = external_followers.c.external_id == external_lists.c.external_id
        query = (
            select(external_lists)
            .join(external_followers, same)
            .where(
                external_lists.c.external_id == external_id,
                external_followers.c.user_id == user_id,
                external_followers.c.follows,
            )
            .with_for_update(of=external_lists, read=True)
        )
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            return None
        items = external_list_items.c
        ids = await self._connection.execute(
            select(items.media_id).where(items.external_id == external_id).order_by(items.rank)
        )
        return ExternalContent(
            row.external_id,
            row.version,
            row.name,
            row.address,
            row.state,
            row.user_id,
            row.read_at,
            tuple(ids.scalars()),
        )

    async def list_of(self, user_id: UUID, external_id: UUID) -> UserList | None:
        """Read by the index of followed lists."""
        query = select(lists).where(lists.c.user_id == user_id, lists.c.follows == external_id)
        row = (await self._connection.execute(query.order_by(lists.c.list_id).limit(1))).mappings().first()
        return None if row is None else to_list(row)

    async def detach(self, user_id: UUID, external_id: UUID, now: datetime) -> None:
        """Lock the lists, and insert the items of each in one statement."""
        query = select(lists.c.list_id).where(lists.c.user_id == user_id, lists.c.follows == external_id)
        locked = await self._connection.execute(query.order_by(lists.c.list_id).with_for_update())
        for list_id in locked.scalars().all():
            await self._connection.execute(update(lists).where(lists.c.list_id == list_id).values(follows=None))
            await self._connection.execute(items_of(external_id, list_id, None, now))
            count = select(func.count()).where(list_items.c.list_id == list_id).scalar_subquery()
            changed = update(lists).where(lists.c.list_id == list_id)
            await self._connection.execute(changed.values(item_count=count, version=lists.c.version + 1))
            self._transaction.changed(LISTS, key_of_list(list_id))

    async def _count_again(self, content: ExternalContent, now: datetime) -> None:
        """Lock the lists in the order of their ids, which avoids deadlocks, and update them."""
        query = select(lists.c.list_id).where(lists.c.follows == content.external_id).order_by(lists.c.list_id)
        following = (await self._connection.execute(query.with_for_update())).scalars().all()
        if not following:
            return
        version = func.greatest(lists.c.version + 1, int(now.timestamp() * 1_000_000))
        await self._connection.execute(
            update(lists)
            .where(lists.c.list_id.in_(following))
            .values(item_count=len(content.media_ids), version=version, updated_at=now)
        )
        self._transaction.changed(LISTS, *map(key_of_list, following))


def items_of(external_id: UUID, list_id: UUID, user_id: UUID | None, now: datetime) -> Insert:
    """Return the statement that gives a list the items of an external one."""
    added_by = null() if user_id is None else literal(user_id, UuidType)
    items = select(
        literal(list_id, UuidType),
        external_list_items.c.media_id,
        external_list_items.c.rank,
        added_by,
        literal(now),
    ).where(external_list_items.c.external_id == external_id)
    return insert(list_items).from_select(["list_id", "media_id", "rank", "added_by", "added_at"], items)
