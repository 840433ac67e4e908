"""The unit of work over one chassis transaction."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, Date, Text, bindparam, select, text, update
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import insert

from chassis.messaging.transaction import Transaction
from insights.domain.snapshot import Snapshot, SnapshotKey
from insights.domain.title import Title
from insights.infrastructure.months import ensure_months
from insights.infrastructure.rows import to_snapshot, to_snapshot_row, to_title, to_title_row
from insights.infrastructure.tables import snapshots as snapshot_table
from insights.infrastructure.tables import titles as title_table

_SNAPSHOTS: Final = text(
    "select s.* from unnest(:media_ids, :days, :regions) as wanted (media_id, day, region)"
    " join snapshots s using (media_id, day, region)"
).bindparams(
    bindparam("media_ids", type_=ARRAY(UuidType)),
    bindparam("days", type_=ARRAY(Date)),
    bindparam("regions", type_=ARRAY(Text)),
)


class SqlUnitOfWork:
    """Locks and saves titles and their snapshots in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._connection = transaction.connection

    async def lock(self, titles: Collection[Title]) -> Mapping[UUID, Title]:
        """Lock rows in the order of their ids, so that two batches never wait for each other in a circle."""
        if not titles:
            return {}
        blank = {title.media_id: title for title in titles}
        new = [
            {"media_id": media_id, "kind": title.kind, "tmdb_id": title.tmdb_id}
            for media_id, title in sorted(blank.items())
        ]
        await self._connection.execute(insert(title_table).on_conflict_do_nothing(), new)
        query = (
            select(title_table)
            .where(title_table.c.media_id.in_(blank))
            .order_by(title_table.c.media_id)
            .with_for_update()
        )
        rows = await self._connection.execute(query)
        return {row["media_id"]: to_title(row) for row in rows.mappings()}

    async def save(self, titles: Sequence[Title]) -> None:
        """Write the rows of locked titles; the mark of their movements stays as it is."""
        if not titles:
            return
        rows = [to_title_row(title) for title in titles]
        statement = insert(title_table)
        columns = {name: statement.excluded[name] for name in rows[0] if name != "media_id"}
        statement = statement.on_conflict_do_update(index_elements=["media_id"], set_=columns)
        await self._connection.execute(statement, rows)

    async def snapshots(self, keys: Collection[SnapshotKey]) -> Mapping[SnapshotKey, Snapshot]:
        """Read the rows of `keys`, each by primary key in its own month."""
        given = {
            "media_ids": [key.media_id for key in keys],
            "days": [key.day for key in keys],
            "regions": [key.region for key in keys],
        }
        rows = await self._connection.execute(_SNAPSHOTS, given)
        return {snapshot.key: snapshot for snapshot in map(to_snapshot, rows.mappings())}

    async def save_snapshots(self, snapshots: Sequence[Snapshot]) -> None:
        """Write rows; a month that has no partition yet gets one first."""
        if not snapshots:
            return
        await ensure_months(self._connection, [snapshot.key.day for snapshot in snapshots])
        statement = insert(snapshot_table)
        columns = {column.name: statement.excluded[column.name] for column in snapshot_table.c}
        values = {name: value for name, value in columns.items() if not snapshot_table.c[name].primary_key}
        statement = statement.on_conflict_do_update(index_elements=["media_id", "day", "region"], set_=values)
        await self._connection.execute(statement, [to_snapshot_row(snapshot) for snapshot in snapshots])
        await self.outdate({snapshot.key.media_id for snapshot in snapshots})

    async def outdate(self, media_ids: Collection[UUID]) -> None:
        """Mark the movements of locked titles as out of date."""
        if not media_ids:
            return
        await self._connection.execute(
            update(title_table)
            .where(title_table.c.media_id.in_(media_ids), title_table.c.stale.is_(False))
            .values(stale=True)
        )
