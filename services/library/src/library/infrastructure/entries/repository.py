"""Entries in one transaction."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select

from chassis.messaging.transaction import Transaction
from chassis.storage.rows import arrays_of, is_among, upsert_arrays
from contracts.event import encode, tombstone
from contracts.library import LibraryEntryChangedV1, entry_key
from library.application.change_keys import key_of_user
from library.application.entries.ports import StoredEntry
from library.domain.entries.entry import Entry
from library.infrastructure.entries.event_mapping import entry_changed
from library.infrastructure.entries.rows import to_entry, to_entry_row
from library.infrastructure.entries.tables import entries
from library.infrastructure.metadata import SERVICE

_COLUMNS: Final = [column.name for column in entries.c]
_SAVE: Final = upsert_arrays(entries, _COLUMNS)


class SqlEntries:
    """Reads and writes entries in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    async def find(self, user_id: UUID, media_id: UUID) -> Entry | None:
        """Read an entry by primary key."""
        query = select(entries).where(entries.c.user_id == user_id, entries.c.media_id == media_id)
        row = (await self._connection.execute(query)).mappings().first()
        return None if row is None else to_entry(row)

    async def of_user(self, user_id: UUID) -> list[Entry]:
        """Read every entry of a user that is not removed."""
        query = select(entries).where(entries.c.user_id == user_id, entries.c.state.is_not(None))
        rows = await self._connection.execute(query.order_by(entries.c.media_id))
        return [to_entry(row) for row in rows.mappings()]

    async def of_titles(self, user_id: UUID, media_ids: Collection[UUID]) -> dict[UUID, StoredEntry]:
        """Read entries by primary key; a row that a release without a journal has written since is not journaled."""
        query = select(entries).where(entries.c.user_id == user_id, is_among(entries.c.media_id, media_ids))
        rows = (await self._connection.execute(query)).mappings()
        return {
            row["media_id"]: StoredEntry(to_entry(row), journaled=row["version"] == row["journaled_version"])
            for row in rows
        }

    async def save(self, changed: Sequence[Entry], imported_at: datetime | None = None) -> None:
        """Write all rows in one statement, and their events into the outbox."""
        if not changed:
            return
        rows = [to_entry_row(entry) for entry in sorted(changed, key=lambda entry: entry.media_id)]
        await self._connection.execute(_SAVE, arrays_of(entries, _COLUMNS, rows))
        self._transaction.changed(*{key_of_user(entry.user_id) for entry in changed})
        await self.publish(changed, imported_at)

    async def publish(self, changed: Sequence[Entry], imported_at: datetime | None = None) -> None:
        """Write an event of each entry into the outbox."""
        await self._transaction.publish(*(encode(entry_changed(entry, imported_at), SERVICE) for entry in changed))

    async def publish_tombstones(self, user_id: UUID) -> None:
        """Write them into the outbox in the order of the titles' ids."""
        keys = select(entries.c.media_id).where(entries.c.user_id == user_id).order_by(entries.c.media_id)
        ids = (await self._connection.execute(keys)).scalars()
        messages = [tombstone(LibraryEntryChangedV1, entry_key(user_id, media_id), SERVICE) for media_id in ids]
        await self._transaction.publish(*messages)
