"""Titles and their snapshots within one transaction."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from sqlalchemy import ARRAY, Date, Text, and_, any_, bindparam, false, or_, text, update
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import insert

from chassis.messaging.transaction import Transaction
from chassis.storage.rows import (
    arrays_of,
    insert_arrays,
    is_newer,
    upsert_arrays,
    upsert_newer_parts,
)
from insights.domain.snapshot import Snapshot, SnapshotKey
from insights.domain.title import Title
from insights.infrastructure.months import ensure_months
from insights.infrastructure.rows import to_snapshot, to_snapshot_row, to_title_row
from insights.infrastructure.tables import snapshots as snapshot_table
from insights.infrastructure.tables import titles as title_table

_SNAPSHOTS: Final = text(
    "select s.* from unnest(:media_ids, :days, :regions) as requested (media_id, day, region)"
    " join snapshots s using (media_id, day, region)"
).bindparams(
    bindparam("media_ids", type_=ARRAY(UuidType)),
    bindparam("days", type_=ARRAY(Date)),
    bindparam("regions", type_=ARRAY(Text)),
)
_PARTS: Final = {
    "facts_version": ("name", "original_name", "poster_path", "backdrop_path", "gone_at"),
    "standing_version": ("ratingo_score", "tmdb_rating", "tmdb_votes"),
    "slug_version": ("slug",),
}
_TITLE_COLUMNS: Final = [column.name for column in title_table.c]
_SNAPSHOT_COLUMNS: Final = [column.name for column in snapshot_table.c]


_KEY_COLUMNS: Final = ("media_id", "kind", "tmdb_id")

_INSERTED: Final = insert(title_table).excluded
_DELETED_OR_RESTORED: Final = and_(
    is_newer(title_table, "facts_version"),
    title_table.c.gone_at.is_(None) != _INSERTED.gone_at.is_(None),
)
_MERGE: Final = upsert_newer_parts(
    title_table, _TITLE_COLUMNS, _PARTS, also={"stale": or_(title_table.c.stale, _DELETED_OR_RESTORED)}
)
# A row in conflict is locked, and not written because of the condition.
_LOCK: Final = insert_arrays(title_table, _KEY_COLUMNS).on_conflict_do_update(
    index_elements=["media_id"], set_={"kind": _INSERTED.kind}, where=false()
)
_MARK_STALE: Final = (
    update(title_table)
    .where(
        title_table.c.media_id == any_(bindparam("media_ids", type_=ARRAY(UuidType))), title_table.c.stale.is_(False)
    )
    .values(stale=True)
)
_SAVE_SNAPSHOTS: Final = upsert_arrays(snapshot_table, _SNAPSHOT_COLUMNS)


class SqlProjectionWork:
    """Merges titles, and locks them to save their snapshots, in the caller's transaction.

    Rows are written in the order of their ids, which avoids deadlocks between two batches.
    """

    def __init__(self, transaction: Transaction) -> None:
        self._connection = transaction.connection

    async def merge(self, updates: Sequence[Title]) -> None:
        """Write all rows in one statement."""
        if not updates:
            return
        rows = [
            {**to_title_row(title), "stale": title.is_deleted}
            for title in sorted(updates, key=lambda title: title.media_id)
        ]
        await self._connection.execute(_MERGE, arrays_of(title_table, _TITLE_COLUMNS, rows))

    async def lock(self, titles: Collection[Title]) -> None:
        """Insert and lock all rows in one statement."""
        by_id = {title.media_id: title for title in titles}
        rows = [
            {"media_id": media_id, "kind": title.kind, "tmdb_id": title.tmdb_id}
            for media_id, title in sorted(by_id.items())
        ]
        if rows:
            await self._connection.execute(_LOCK, arrays_of(title_table, _KEY_COLUMNS, rows))

    async def snapshots(self, keys: Collection[SnapshotKey]) -> Mapping[SnapshotKey, Snapshot]:
        """Read rows by primary key, each in the partition of its month."""
        parameters = {
            "media_ids": [key.media_id for key in keys],
            "days": [key.day for key in keys],
            "regions": [key.region for key in keys],
        }
        rows = await self._connection.execute(_SNAPSHOTS, parameters)
        return {snapshot.key: snapshot for snapshot in map(to_snapshot, rows.mappings())}

    async def save_snapshots(self, snapshots: Sequence[Snapshot]) -> None:
        """Write rows in one statement; the partition of a new month is created first."""
        if not snapshots:
            return
        await ensure_months(self._connection, [snapshot.key.day for snapshot in snapshots])
        rows = [to_snapshot_row(snapshot) for snapshot in snapshots]
        await self._connection.execute(_SAVE_SNAPSHOTS, arrays_of(snapshot_table, _SNAPSHOT_COLUMNS, rows))
        media_ids = sorted({snapshot.key.media_id for snapshot in snapshots})
        await self._connection.execute(_MARK_STALE, {"media_ids": media_ids})
