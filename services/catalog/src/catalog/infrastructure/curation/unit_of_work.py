"""The unit of work of curation over one chassis transaction."""

from collections.abc import Collection as Collected
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upserting

from catalog.application.curation.ports import CurationWork
from catalog.domain.curation.collections import Collection
from catalog.domain.curation.scheduling import ScheduledChange
from catalog.domain.curation.sections import Arrangement
from catalog.infrastructure.curation import rows
from catalog.infrastructure.curation.tables import collections, home_sections, scheduled_changes
from catalog.infrastructure.editing.unit_of_work import SqlEditingWork
from chassis.messaging.transaction import Transaction

_IMPORTED: Final = text(
    "select media_id from media where media_id = any(cast(:media_ids as uuid[])) and title is not null"
)
# An earlier change of the same target is applied first, even when another worker is at it.
_DUE: Final = text(
    """
    select * from scheduled_changes next
    where state = 'pending' and due_at <= :now and not exists (
      select from scheduled_changes earlier
      where earlier.target = next.target and earlier.state = 'pending'
        and (earlier.due_at, earlier.created_at, earlier.id) < (next.due_at, next.created_at, next.id)
    )
    order by due_at, created_at, id limit 1
    for update skip locked
    """
)


def curation_work_in(transaction: Transaction) -> CurationWork:
    """Return the unit of work of curation in a transaction."""
    return SqlCurationWork(transaction)


class SqlCurationWork(SqlEditingWork):
    """Writes collections, sections and the schedule in one transaction."""

    async def imported(self, media_ids: Collected[UUID]) -> AbstractSet[UUID]:
        """Return those of the titles that were imported, by primary key."""
        return set((await self._connection.execute(_IMPORTED, {"media_ids": list(media_ids)})).scalars())

    async def add_collection(self, collection: Collection) -> bool:
        """Add a collection; return whether no other one has its slug."""
        statement = upserting(collections).values(rows.collection_row(collection)).on_conflict_do_nothing()
        return (await self._connection.execute(statement)).rowcount == 1

    async def lock_collection(self, slug: str) -> Collection | None:
        """Lock and return a collection, or null without one."""
        statement = select(collections).where(collections.c.slug == slug).with_for_update()
        row = (await self._connection.execute(statement)).mappings().one_or_none()
        return None if row is None else rows.to_collection(dict(row))

    async def save_collection(self, collection: Collection) -> None:
        """Store a locked collection."""
        statement = update(collections).where(collections.c.slug == collection.slug)
        await self._connection.execute(statement.values(rows.collection_row(collection)))

    async def delete_collection(self, slug: str) -> None:
        """Delete a locked collection."""
        await self._connection.execute(delete(collections).where(collections.c.slug == slug))

    async def lock_arrangement(self, key: str) -> Arrangement:
        """Lock and return the arrangement of a section; a row of version 0 is the lock of one without any."""
        first = rows.arrangement_row(Arrangement.default(key))
        await self._connection.execute(upserting(home_sections).values(first).on_conflict_do_nothing())
        statement = select(home_sections).where(home_sections.c.key == key).with_for_update()
        return rows.to_arrangement(dict((await self._connection.execute(statement)).mappings().one()))

    async def save_arrangement(self, arrangement: Arrangement) -> None:
        """Store the arrangement of a locked section."""
        statement = update(home_sections).where(home_sections.c.key == arrangement.key)
        await self._connection.execute(statement.values(rows.arrangement_row(arrangement)))

    async def add_scheduled_change(self, change: ScheduledChange) -> None:
        """Add a scheduled change."""
        await self._connection.execute(insert(scheduled_changes).values(rows.change_row(change)))

    async def lock_scheduled_change(self, change_id: UUID) -> ScheduledChange | None:
        """Lock and return a scheduled change, or null without one."""
        statement = select(scheduled_changes).where(scheduled_changes.c.id == change_id).with_for_update()
        row = (await self._connection.execute(statement)).mappings().one_or_none()
        return None if row is None else rows.to_change(dict(row))

    async def claim_due(self, now: datetime) -> ScheduledChange | None:
        """Lock and return the next pending change that is due and that no other transaction has locked, or null."""
        row = (await self._connection.execute(_DUE, {"now": now})).mappings().one_or_none()
        return None if row is None else rows.to_change(dict(row))

    async def end_scheduled_change(self, change: ScheduledChange) -> None:
        """Store the end of a locked change."""
        statement = update(scheduled_changes).where(scheduled_changes.c.id == change.id)
        await self._connection.execute(
            statement.values(state=change.state, ended_at=change.ended_at, failure=change.failure)
        )
