"""Titles within one transaction."""

from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy import and_, false, or_
from sqlalchemy.dialects.postgresql import insert

from chassis.messaging.transaction import Transaction
from chassis.storage.rows import arrays_of, insert_arrays, is_newer, upsert_newer_parts
from chassis.storage.statements import Statement
from insights.application.change_keys import KEYS
from insights.domain.titles.title import Title
from insights.infrastructure.titles.rows import to_title_row
from insights.infrastructure.titles.tables import titles as title_table

_PARTS: Final = {
    "facts_version": (
        "name",
        "original_name",
        "poster_path",
        "backdrop_path",
        "gone_at",
        "release_date",
        "genres",
        "countries",
        "providers",
    ),
    "standing_version": ("ratingo_score", "tmdb_rating", "tmdb_votes"),
    "slug_version": ("slug",),
}
_TITLE_COLUMNS: Final = [column.name for column in title_table.c]
_KEY_COLUMNS: Final = ("media_id", "kind", "tmdb_id")

_INSERTED: Final = insert(title_table).excluded
_DELETED_OR_RESTORED: Final = and_(
    is_newer(title_table, "facts_version"),
    title_table.c.gone_at.is_(None) != _INSERTED.gone_at.is_(None),
)
_MERGE: Final = Statement(
    upsert_newer_parts(
        title_table, _TITLE_COLUMNS, _PARTS, also={"stale": or_(title_table.c.stale, _DELETED_OR_RESTORED)}
    )
)
# A row in conflict is locked, and not written because of the condition.
_LOCK: Final = Statement(
    insert_arrays(title_table, _KEY_COLUMNS).on_conflict_do_update(
        index_elements=["media_id"], set_={"kind": _INSERTED.kind}, where=false()
    )
)


class SqlTitleWork:
    """Merges and locks titles in the caller's transaction.

    Rows are written in the order of their ids, which avoids deadlocks between two batches.
    """

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    async def merge(self, updates: Sequence[Title]) -> None:
        """Write all rows in one statement."""
        if not updates:
            return
        rows = [
            {**to_title_row(title), "stale": title.is_deleted}
            for title in sorted(updates, key=lambda title: title.media_id)
        ]
        await _MERGE(self._connection, arrays_of(title_table, _TITLE_COLUMNS, rows))
        self._transaction.changed(*KEYS.of_titles(title.media_id for title in updates))

    async def lock(self, titles: Collection[Title]) -> None:
        """Insert and lock all rows in one statement."""
        by_id = {title.media_id: title for title in titles}
        rows = [
            {"media_id": media_id, "kind": title.kind, "tmdb_id": title.tmdb_id}
            for media_id, title in sorted(by_id.items(), key=lambda item: item[0].int)
        ]
        if rows:
            await _LOCK(self._connection, arrays_of(title_table, _KEY_COLUMNS, rows))
