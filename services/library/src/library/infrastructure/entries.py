"""A user's entries in one transaction; the row of the user is the lock that serializes their writes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from chassis.messaging.transaction import Transaction, Transactions
from chassis.storage.pruning import prune
from chassis.storage.rows import upsert
from contracts.event import encode, tombstone
from contracts.library import LibraryEntryChangedV1, entry_key
from library.application.ports import StoredResponse
from library.domain.entry import Entry
from library.domain.errors import AccountErased
from library.domain.seasons import Seasons
from library.domain.title import Title
from library.infrastructure.event_mapping import entry_changed
from library.infrastructure.rows import from_document, to_document, to_entry, to_entry_row, to_title
from library.infrastructure.seasons import read_seasons
from library.infrastructure.tables import entries, stored_responses, titles, users

SERVICE: Final = "library"
RESPONSE_LIFETIME: Final = timedelta(hours=24)

_SAVE_ENTRY: Final = upsert(entries)
_SAVE_RESPONSE: Final = upsert(stored_responses)


class SqlStoredResponses:
    """Stored responses in Postgres."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def delete_expired(self, now: datetime) -> None:
        """Delete the responses that are older than 24 hours, in small batches."""
        expired = stored_responses.c.created_at < now - RESPONSE_LIFETIME
        await prune(self._transactions.engine, stored_responses, expired)


class SqlEntryWork:
    """Reads, writes and erases a user's entries in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    async def lock_user(self, user_id: UUID) -> None:
        """Lock the user's row, which their first write inserts."""
        query = select(users).where(users.c.user_id == user_id).with_for_update()
        user = (await self._connection.execute(query)).first()
        if user is None:
            await self._connection.execute(insert(users).on_conflict_do_nothing(), {"user_id": user_id})
            user = (await self._connection.execute(query)).one()
        if user.erased_at is not None:
            raise AccountErased("the data of this account was erased")

    async def mark_erased(self, user_id: UUID, now: datetime) -> None:
        """Mark the user's row, once no other transaction holds it; a repetition keeps the first time."""
        statement = insert(users).values(user_id=user_id, erased_at=now)
        first = func.coalesce(users.c.erased_at, statement.excluded.erased_at)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["user_id"], set_={"erased_at": first})
        )

    async def response(self, user_id: UUID, key: str, now: datetime) -> StoredResponse | None:
        """Read a response that is younger than 24 hours."""
        query = select(stored_responses.c.fingerprint, stored_responses.c.entry).where(
            stored_responses.c.user_id == user_id,
            stored_responses.c.key == key,
            stored_responses.c.created_at >= now - RESPONSE_LIFETIME,
        )
        row = (await self._connection.execute(query)).first()
        if row is None:
            return None
        return StoredResponse(row.fingerprint, None if row.entry is None else from_document(row.entry))

    async def store_response(self, user_id: UUID, key: str, response: StoredResponse, now: datetime) -> None:
        """Insert a response, or replace an expired one."""
        row = {
            "user_id": user_id,
            "key": key,
            "fingerprint": response.fingerprint,
            "entry": None if response.entry is None else to_document(response.entry),
            "created_at": now,
        }
        await self._connection.execute(_SAVE_RESPONSE, row)

    async def title(self, media_id: UUID) -> Title | None:
        """Read a title by primary key, if it has facts."""
        query = select(titles).where(titles.c.media_id == media_id, titles.c.facts_version.is_not(None))
        row = (await self._connection.execute(query)).mappings().first()
        return None if row is None else to_title(row)

    async def seasons(self, title: Title) -> Seasons:
        """Read the seasons of a show by index."""
        return await read_seasons(self._connection, title)

    async def entry(self, user_id: UUID, media_id: UUID) -> Entry | None:
        """Read an entry by primary key."""
        query = select(entries).where(entries.c.user_id == user_id, entries.c.media_id == media_id)
        row = (await self._connection.execute(query)).mappings().first()
        return None if row is None else to_entry(row)

    async def entries(self, user_id: UUID) -> list[Entry]:
        """Read every entry of a user that is not removed."""
        query = select(entries).where(entries.c.user_id == user_id, entries.c.state.is_not(None))
        rows = await self._connection.execute(query.order_by(entries.c.media_id))
        return [to_entry(row) for row in rows.mappings()]

    async def save_entry(self, entry: Entry) -> None:
        """Write the row, and its event into the outbox."""
        await self._connection.execute(_SAVE_ENTRY, to_entry_row(entry))
        await self.publish([entry])

    async def publish(self, changed: Sequence[Entry]) -> None:
        """Write an event of each entry into the outbox."""
        await self._transaction.publish(*(encode(entry_changed(entry), SERVICE) for entry in changed))

    async def publish_tombstones(self, user_id: UUID) -> None:
        """Write them into the outbox in the order of the titles' ids."""
        keys = select(entries.c.media_id).where(entries.c.user_id == user_id).order_by(entries.c.media_id)
        ids = (await self._connection.execute(keys)).scalars()
        messages = [tombstone(LibraryEntryChangedV1, entry_key(user_id, media_id), SERVICE) for media_id in ids]
        await self._transaction.publish(*messages)

    async def delete_data(self, user_id: UUID) -> None:
        """Delete entries and stored responses."""
        for table in (entries, stored_responses):
            await self._connection.execute(delete(table).where(table.c.user_id == user_id))
