"""Titles and their snapshots within one transaction."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, Date, Text, bindparam, text, update
from sqlalchemy import Uuid as UuidType

from chassis.messaging.transaction import Transaction
from chassis.storage.rows import insert_and_lock, upsert
from insights.domain.snapshot import Snapshot, SnapshotKey
from insights.domain.title import Title
from insights.infrastructure.months import ensure_months
from insights.infrastructure.rows import to_snapshot, to_snapshot_row, to_title, to_title_row
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
_SAVE: Final = upsert(title_table, keep={"stale"})
_SAVE_SNAPSHOTS: Final = upsert(snapshot_table)


class SqlProjectionWork:
    """Locks and saves titles and their snapshots in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._connection = transaction.connection

    async def lock(self, titles: Collection[Title]) -> Mapping[UUID, Title]:
        """Insert the titles that are new, and lock all rows in the order of their ids."""
        new = [{"media_id": title.media_id, "kind": title.kind, "tmdb_id": title.tmdb_id} for title in titles]
        rows = await insert_and_lock(self._connection, title_table, "media_id", new)
        return {row["media_id"]: to_title(row) for row in rows}

    async def save(self, titles: Sequence[Title]) -> None:
        """Write the rows of locked titles; the column `stale` stays as it is."""
        if titles:
            await self._connection.execute(_SAVE, [to_title_row(title) for title in titles])

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
        """Write rows; the partition of a new month is created first."""
        if not snapshots:
            return
        await ensure_months(self._connection, [snapshot.key.day for snapshot in snapshots])
        await self._connection.execute(_SAVE_SNAPSHOTS, [to_snapshot_row(snapshot) for snapshot in snapshots])
        await self.mark_stale({snapshot.key.media_id for snapshot in snapshots})

    async def mark_stale(self, media_ids: Collection[UUID]) -> None:
        """Set the column `stale` of locked titles."""
        if not media_ids:
            return
        await self._connection.execute(
            update(title_table)
            .where(title_table.c.media_id.in_(media_ids), title_table.c.stale.is_(False))
            .values(stale=True)
        )
