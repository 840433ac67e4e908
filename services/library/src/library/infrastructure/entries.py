"""A viewer's entries in one transaction: the viewer's row is the lock that puts their writes in a line."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from chassis.messaging.transaction import Transaction, Transactions
from chassis.storage.pruning import prune
from contracts.event import encode
from library.application.ports import Answered
from library.domain.entry import Entry
from library.domain.errors import AccountErased
from library.domain.seasons import Seasons
from library.domain.title import Title
from library.infrastructure.event_mapping import entry_changed
from library.infrastructure.rows import from_document, to_document, to_entry, to_entry_row, to_title
from library.infrastructure.seasons import read_seasons
from library.infrastructure.tables import answers, entries, titles, viewers

SERVICE: Final = "library"
KEPT: Final = timedelta(hours=24)


class SqlLibrary:
    """Opens transactions of viewers and keeps their answers for a day."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    @asynccontextmanager
    async def begin(self) -> AsyncIterator["SqlEntryWork"]:
        """Open a transaction; leaving the block without `commit` undoes it."""
        async with self._transactions.begin() as transaction:
            yield SqlEntryWork(transaction)

    async def forget_old(self, now: datetime) -> None:
        """Delete responses older than a day."""
        await prune(self._transactions.engine, answers, answers.c.created_at < now - KEPT)


class SqlEntryWork:
    """Reads and writes a viewer's entries, and erases them."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    async def lock_viewer(self, user_id: UUID) -> None:
        """Lock the viewer's row, which the first write makes."""
        query = select(viewers).where(viewers.c.user_id == user_id).with_for_update()
        viewer = (await self._connection.execute(query)).first()
        if viewer is None:
            await self._connection.execute(insert(viewers).on_conflict_do_nothing(), {"user_id": user_id})
            viewer = (await self._connection.execute(query)).one()
        if viewer.erased_at is not None:
            raise AccountErased("the data of this account was erased")

    async def mark_erased(self, user_id: UUID, now: datetime) -> None:
        """Mark the user's row, waiting for whoever holds it; a repeated deletion keeps the first time."""
        statement = insert(viewers).values(user_id=user_id, erased_at=now)
        first = func.coalesce(viewers.c.erased_at, statement.excluded.erased_at)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["user_id"], set_={"erased_at": first})
        )

    async def answered(self, user_id: UUID, key: str, now: datetime) -> Answered | None:
        """Read an answer that is younger than a day."""
        query = select(answers.c.fingerprint, answers.c.entry).where(
            answers.c.user_id == user_id, answers.c.key == key, answers.c.created_at >= now - KEPT
        )
        row = (await self._connection.execute(query)).first()
        if row is None:
            return None
        return Answered(row.fingerprint, None if row.entry is None else from_document(row.entry))

    async def remember(self, user_id: UUID, key: str, answered: Answered, now: datetime) -> None:
        """Write an answer, over one that has run out."""
        values = {
            "fingerprint": answered.fingerprint,
            "entry": None if answered.entry is None else to_document(answered.entry),
            "created_at": now,
        }
        statement = insert(answers).values(user_id=user_id, key=key, **values)
        await self._connection.execute(statement.on_conflict_do_update(index_elements=["user_id", "key"], set_=values))

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
        """Read every entry of a viewer that is not removed."""
        query = select(entries).where(entries.c.user_id == user_id, entries.c.state.is_not(None))
        rows = await self._connection.execute(query.order_by(entries.c.media_id))
        return [to_entry(row) for row in rows.mappings()]

    async def save_entry(self, entry: Entry) -> None:
        """Write the row and put its event into the outbox."""
        statement = insert(entries).values(to_entry_row(entry))
        columns = {column.name: statement.excluded[column.name] for column in entries.c if not column.primary_key}
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["user_id", "media_id"], set_=columns)
        )
        await self.publish([entry])

    async def publish(self, changed: Sequence[Entry]) -> None:
        """Put an event of each entry into the outbox."""
        await self._transaction.publish(*(encode(entry_changed(entry), SERVICE) for entry in changed))

    async def forget(self, user_id: UUID) -> None:
        """Delete entries and kept answers."""
        for table in (entries, answers):
            await self._connection.execute(delete(table).where(table.c.user_id == user_id))

    async def commit(self) -> None:
        """Commit state and events together."""
        await self._transaction.commit()
