"""Radio stations of users in Postgres, in the caller's transaction."""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import RowMapping, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.lists.pages import Part, Slice
from chassis.storage.lists.keysets import By, Keyset, bounded_count
from music.domain.library.names import sort_key
from music.domain.radio.station import Station, StationSource
from music.infrastructure.radio.tables import radio_stations as stations

_LOCK: Final = "music.radio "
_ORDER: Final = Keyset(By(stations.c.sort_name, ascending=True), By(stations.c.station_id, ascending=True))
_FACTS: Final = (
    "name",
    "url",
    "homepage",
    "favicon",
    "country",
    "country_code",
    "codec",
    "bit_rate",
    "is_segmented",
)


class SqlRadio:
    """Reads and writes the stations of users."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lock(self, user_id: UUID) -> None:
        """Hold an advisory lock of the user until the transaction ends."""
        key = func.hashtextextended(literal(f"{_LOCK}{user_id}"), 0)
        await self._connection.execute(select(func.pg_advisory_xact_lock(key)))

    async def count(self, user_id: UUID) -> int:
        """Count rows, whose number is bounded, by the primary key."""
        query = select(func.count()).select_from(stations).where(stations.c.user_id == user_id)
        return int((await self._connection.execute(query)).scalar_one())

    async def find(self, user_id: UUID, station_id: UUID) -> Station | None:
        """Read by the primary key."""
        query = select(stations).where(stations.c.user_id == user_id, stations.c.station_id == station_id)
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return None if row is None else _station_of(row)

    async def among(self, user_id: UUID, station_ids: Collection[UUID]) -> frozenset[UUID]:
        """Read by the primary key."""
        if not station_ids:
            return frozenset()
        query = select(stations.c.station_id).where(
            stations.c.user_id == user_id, stations.c.station_id.in_(station_ids)
        )
        return frozenset((await self._connection.execute(query)).scalars())

    async def list(self, user_id: UUID, part: Slice) -> Part[Station]:
        """Read by the index of names."""
        query = select(stations).where(stations.c.user_id == user_id)
        rows, last = await _ORDER.read_mappings(self._connection, query, part)
        return Part([_station_of(row) for row in rows], await bounded_count(self._connection, query), last)

    async def save(self, user_id: UUID, station: Station, now: datetime) -> None:
        """Write a row; one that is there keeps when it was added."""
        facts = {
            **{name: getattr(station, name) for name in _FACTS},
            "source": station.source,
            "sort_name": sort_key(station.name),
            "languages": list(station.languages),
            "tags": list(station.tags),
        }
        row = {"user_id": user_id, "station_id": station.id, "added_at": now, **facts}
        statement = insert(stations).values(row)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["user_id", "station_id"], set_=facts)
        )

    async def delete(self, user_id: UUID, station_id: UUID) -> None:
        """Delete by the primary key."""
        await self._connection.execute(
            stations.delete().where(stations.c.user_id == user_id, stations.c.station_id == station_id)
        )

    async def erase(self, user_ids: Collection[UUID]) -> None:
        """Delete rows by user."""
        await self._connection.execute(stations.delete().where(stations.c.user_id.in_(user_ids)))


def _station_of(row: RowMapping) -> Station:
    return Station(
        id=row["station_id"],
        source=StationSource(row["source"]),
        languages=tuple(row["languages"]),
        tags=tuple(row["tags"]),
        **{name: row[name] for name in _FACTS},
    )
