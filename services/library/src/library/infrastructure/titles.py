"""Titles within one transaction."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final
from uuid import UUID

from chassis.messaging.transaction import Transaction
from chassis.storage.rows import insert_and_lock, upsert
from library.domain.title import Title
from library.infrastructure.rows import to_title, to_title_row
from library.infrastructure.tables import titles as title_table

_SAVE: Final = upsert(title_table)


class SqlTitleWork:
    """Locks and saves titles in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._connection = transaction.connection

    async def lock(self, titles: Collection[Title]) -> Mapping[UUID, Title]:
        """Insert the titles that are new, and lock all rows in the order of their ids."""
        new = [{"media_id": title.media_id, "kind": title.kind, "tmdb_id": title.tmdb_id} for title in titles]
        rows = await insert_and_lock(self._connection, title_table, "media_id", new)
        return {row["media_id"]: to_title(row) for row in rows}

    async def save(self, titles: Sequence[Title]) -> None:
        """Write the rows of locked titles."""
        if titles:
            await self._connection.execute(_SAVE, [to_title_row(title) for title in titles])
