"""Titles within one transaction."""

from collections.abc import Sequence
from typing import Final

from chassis.messaging.transaction import Transaction
from chassis.storage.rows import arrays_of, upsert_newer_parts
from chassis.storage.statements import Statement
from library.domain.title import Title
from library.infrastructure.rows import to_title_row
from library.infrastructure.tables import titles as title_table

_PARTS: Final = {
    "facts_version": (
        "name",
        "poster_path",
        "release_date",
        "gone_at",
        "successor_id",
        "ended",
        "listed_seasons",
        "last_season",
        "last_episode",
    ),
    "standing_version": ("ratingo_score",),
    "slug_version": ("slug",),
}
_COLUMNS: Final = [column.name for column in title_table.c]
_MERGE: Final = Statement(upsert_newer_parts(title_table, _COLUMNS, _PARTS))


class SqlTitleWork:
    """Merges titles in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._connection = transaction.connection

    async def merge(self, updates: Sequence[Title]) -> None:
        """Write all rows in one statement, in the order of their ids, which avoids deadlocks between two batches."""
        if not updates:
            return
        rows = [to_title_row(title) for title in sorted(updates, key=lambda title: title.media_id)]
        await _MERGE(self._connection, arrays_of(title_table, _COLUMNS, rows))
