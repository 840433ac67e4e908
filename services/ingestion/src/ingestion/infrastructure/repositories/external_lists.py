"""External lists in Postgres."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Row, Text, and_, cast, delete, exists, literal, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.rows import arrays_of, insert_arrays
from ingestion.application.external.ports import DeletedLists, RecordedChange, Upload
from ingestion.domain.external.diff import ItemChange
from ingestion.domain.external.items import ListedItem, StoredItem
from ingestion.domain.external.lists import ABANDONED_READS, ExternalList, ListState, Reference
from ingestion.domain.jobs import JobKind
from ingestion.domain.titles.facts import TitleKey
from ingestion.infrastructure.external_tables import (
    external_list_changes,
    external_list_items,
    external_lists,
    list_followers,
)
from ingestion.infrastructure.json_columns import pack
from ingestion.infrastructure.tables import jobs
from jobs.postgres.tables import IS_ACTIVE

LISTED: Final = TypeAdapter(ListedItem)
UPLOAD: Final = TypeAdapter(Upload)
PRUNED: Final = 500
_ITEMS: Final = ("list_id", "position", "key", "listed", "kind", "tmdb_id", "looked_up_at")
_CHANGES: Final = (
    "list_id",
    "version",
    "change",
    "key",
    "before",
    "after",
    "listed",
    "kind",
    "tmdb_id",
    "changed_at",
)
_ADD_ITEMS: Final = insert_arrays(external_list_items, _ITEMS)
_ADD_CHANGES: Final = insert_arrays(external_list_changes, _CHANGES)


class SqlExternalLists:
    """The stored external lists."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, list_id: UUID, *, lock: bool = False) -> ExternalList | None:
        """Return a list by the primary key."""
        query = select(external_lists).where(external_lists.c.list_id == list_id)
        row = (await self._connection.execute(query.with_for_update() if lock else query)).one_or_none()
        return None if row is None else to_list(row)

    async def add(self, external: ExternalList) -> ExternalList:
        """Insert the row unless it exists; return the one that exists, locked."""
        statement = upsert(external_lists).values(**_to_row(external)).on_conflict_do_nothing()
        await self._connection.execute(statement)
        stored = await self.get(external.list_id, lock=True)
        return external if stored is None else stored

    async def save(self, external: ExternalList) -> None:
        """Update the row."""
        statement = update(external_lists).where(external_lists.c.list_id == external.list_id)
        await self._connection.execute(statement.values(**_to_row(external)))

    async def due(self, now: datetime, limit: int) -> Sequence[UUID]:
        """Read by the index of `next_at`, and leave out lists with a job: many that wait would hide all others."""
        lists = external_lists.c
        key = literal(f"{JobKind.SYNC_EXTERNAL_LIST}:") + cast(lists.list_id, Text)
        has_job = select(jobs.c.id).where(jobs.c.dedup_key == key, text(IS_ACTIVE)).exists()
        read = or_(lists.abandoned_at.is_(None), lists.abandoned_at > now - ABANDONED_READS)
        query = select(lists.list_id).where(lists.next_at <= now, read, ~has_job)
        return list((await self._connection.execute(query.order_by(lists.next_at).limit(limit))).scalars())

    async def items(self, list_id: UUID) -> Sequence[StoredItem]:
        """Read by the primary key."""
        items = external_list_items.c
        query = select(external_list_items).where(items.list_id == list_id).order_by(items.position)
        return [_to_item(row) for row in await self._connection.execute(query)]

    async def page(self, list_id: UUID, after: int, limit: int) -> Sequence[StoredItem]:
        """Read by the primary key."""
        items = external_list_items.c
        query = select(external_list_items).where(items.list_id == list_id, items.position > after)
        return [_to_item(row) for row in await self._connection.execute(query.order_by(items.position).limit(limit))]

    async def replace_items(self, list_id: UUID, items: Sequence[StoredItem]) -> None:
        """Delete the rows and insert the others, each in one statement."""
        await self._connection.execute(delete(external_list_items).where(external_list_items.c.list_id == list_id))
        rows = [{"list_id": list_id, "position": item.position, **_of_item(item)} for item in items]
        if rows:
            await self._connection.execute(_ADD_ITEMS, arrays_of(external_list_items, _ITEMS, rows))

    async def add_changes(
        self, list_id: UUID, changes: Sequence[tuple[ItemChange, StoredItem]], version: int, at: datetime
    ) -> None:
        """Insert all rows in one statement."""
        rows = [
            {
                **_of_item(item),
                "list_id": list_id,
                "version": version,
                "change": change.kind,
                "before": change.before,
                "after": change.after,
                "changed_at": at,
            }
            for change, item in changes
        ]
        if rows:
            await self._connection.execute(_ADD_CHANGES, arrays_of(external_list_changes, _CHANGES, rows))

    async def changes(self, list_id: UUID, before: int | None, limit: int, offset: int = 0) -> Sequence[RecordedChange]:
        """Read by the index of the list, backwards."""
        changes = external_list_changes.c
        query = select(external_list_changes).where(changes.list_id == list_id)
        if before is not None:
            query = query.where(changes.number < before)
        rows = await self._connection.execute(query.order_by(changes.number.desc()).limit(limit).offset(offset))
        return [
            RecordedChange(
                row.number,
                ItemChange(row.change, row.key, row.before, row.after),
                _item_of(row, row.after or row.before or 0, None),
                row.changed_at,
            )
            for row in rows
        ]

    async def upload(self, list_id: UUID) -> Upload | None:
        """Return the stored document."""
        query = select(external_lists.c.upload).where(external_lists.c.list_id == list_id)
        document = await self._connection.scalar(query)
        return None if document is None else UPLOAD.validate_python(document)

    async def save_upload(self, list_id: UUID, upload: Upload) -> None:
        """Store the document with its id."""
        statement = update(external_lists).where(external_lists.c.list_id == list_id)
        await self._connection.execute(statement.values(upload_id=upload.upload_id, upload=pack(UPLOAD, upload)))

    async def forget_upload(self, list_id: UUID, upload_id: UUID) -> bool:
        """Clear the document if it has this id."""
        statement = update(external_lists).where(
            external_lists.c.list_id == list_id, external_lists.c.upload_id == upload_id
        )
        return (await self._connection.execute(statement.values(upload_id=None, upload=None))).rowcount > 0

    async def prune(self, *, abandoned_before: datetime, changed_before: datetime) -> DeletedLists:
        """Delete by the indexes, a number of rows at a time; a list that is followed again meanwhile stays."""
        lists, changes = external_lists.c, external_list_changes.c
        followed = exists().where(list_followers.c.list_id == lists.list_id, list_followers.c.follows)
        unused = select(lists.list_id).where(and_(lists.abandoned_at < abandoned_before, ~followed)).limit(PRUNED)
        list_ids = (await self._connection.execute(unused.with_for_update(of=external_lists))).scalars().all()
        past = delete(list_followers).where(list_followers.c.list_id.in_(list_ids))
        followers = await self._connection.execute(past.returning(list_followers.c.user_id, list_followers.c.list_id))
        deleted = DeletedLists(list_ids, [(row.user_id, row.list_id) for row in followers])
        await self._connection.execute(delete(external_lists).where(lists.list_id.in_(list_ids)))
        old = select(changes.number).where(changes.changed_at < changed_before).limit(PRUNED)
        await self._connection.execute(delete(external_list_changes).where(changes.number.in_(old)))
        return deleted


def to_list(row: Row[Any]) -> ExternalList:
    """Return the list of a row."""
    return ExternalList(
        list_id=row.list_id,
        reference=Reference(row.kind, row.path),
        address=row.address,
        name=row.name,
        version=row.version,
        state=ListState(row.state),
        items=row.items,
        unmatched=row.unmatched,
        is_cut=row.is_cut,
        interval=timedelta(seconds=row.interval_seconds),
        next_at=row.next_at,
        read_at=row.read_at,
        tried_at=row.tried_at,
        changed_at=row.changed_at,
        failures=row.failures,
        reason=row.reason,
        suspected=row.suspected,
        owner_id=row.owner_id,
    )


def _to_row(external: ExternalList) -> dict[str, Any]:
    row = asdict(external)
    del row["reference"], row["interval"]
    reference = external.reference
    seconds = int(external.interval.total_seconds())
    return {**row, "kind": reference.kind, "path": reference.path, "interval_seconds": seconds}


def _of_item(item: StoredItem) -> dict[str, Any]:
    """Return the columns of an item that its changes have too, and when it was looked up."""
    return {
        "key": item.key,
        "listed": {name: value for name, value in asdict(item.listed).items() if value is not None},
        "kind": item.title.kind if item.title else None,
        "tmdb_id": item.title.tmdb_id if item.title else None,
        "looked_up_at": item.looked_up_at,
    }


def _to_item(row: Row[Any]) -> StoredItem:
    return _item_of(row, row.position, row.looked_up_at)


def _item_of(row: Row[Any], position: int, looked_up_at: datetime | None) -> StoredItem:
    title = None if row.tmdb_id is None else TitleKey(row.kind, row.tmdb_id)
    return StoredItem(row.key, position, LISTED.validate_python(row.listed), title, looked_up_at)
