"""Snapshots of locked titles within one transaction."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from sqlalchemy import ARRAY, Date, Text, any_, bindparam, text, update
from sqlalchemy import Uuid as UuidType

from chassis.messaging.transaction import Transaction
from chassis.storage.rows import arrays_of, upsert_arrays
from insights.domain.signals.snapshot import Snapshot, SnapshotKey
from insights.domain.titles.title import Title
from insights.infrastructure.signals.partitions import ensure_months
from insights.infrastructure.signals.rows import to_snapshot, to_snapshot_row
from insights.infrastructure.signals.tables import snapshots as snapshot_table
from insights.infrastructure.titles.tables import titles as title_table
from insights.infrastructure.titles.writing import SqlTitleWork

_SNAPSHOTS: Final = text(
    "select s.* from unnest(:media_ids, :days, :regions) as requested (media_id, day, region)"
    " join snapshots s using (media_id, day, region)"
).bindparams(
    bindparam("media_ids", type_=ARRAY(UuidType)),
    bindparam("days", type_=ARRAY(Date)),
    bindparam("regions", type_=ARRAY(Text)),
)
_SNAPSHOT_COLUMNS: Final = [column.name for column in snapshot_table.c]

_MARK_STALE: Final = (
    update(title_table)
    .where(
        title_table.c.media_id == any_(bindparam("media_ids", type_=ARRAY(UuidType))), title_table.c.stale.is_(False)
    )
    .values(stale=True)
)
_SAVE_SNAPSHOTS: Final = upsert_arrays(snapshot_table, _SNAPSHOT_COLUMNS)


class SqlSignalWork:
    """Locks titles and saves their snapshots in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._connection = transaction.connection
        self._titles = SqlTitleWork(transaction)

    async def lock(self, titles: Collection[Title]) -> None:
        """Insert and lock all rows in one statement."""
        await self._titles.lock(titles)

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
