"""Ranked lists and feed cursors in Postgres."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from ingestion.domain.lists.ranking import RankedList
from ingestion.infrastructure.json_columns import RANKED, pack
from ingestion.infrastructure.metrics import LISTS_DEGRADED
from ingestion.infrastructure.tables import cursors, lists

_LIST_STATE: Final = ("version", "items", "taken_at", "kind", "region", "degraded")


class SqlLists:
    """The last state of each list."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def version(self, list_id: str) -> int | None:
        """Return a list's version, its row locked."""
        rows = await self._connection.execute(
            select(lists.c.version).where(lists.c.list_id == list_id).with_for_update()
        )
        return rows.scalar_one_or_none()

    async def save(self, ranked: RankedList, version: int) -> None:
        """Replace a list; one that is newer stays."""
        statement = upsert(lists).values(
            list_id=ranked.list_id,
            kind=ranked.kind,
            region=ranked.region,
            version=version,
            items=pack(RANKED, ranked.items),
            taken_at=ranked.taken_at,
            degraded=list(ranked.degraded),
        )
        if ranked.degraded:
            LISTS_DEGRADED.labels(ranked.list_id).inc()
        await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["list_id"],
                set_={name: statement.excluded[name] for name in _LIST_STATE},
                where=lists.c.version < statement.excluded.version,
            )
        )


class SqlCursors:
    """The positions up to which feeds have been read."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, name: str) -> Mapping[str, Any] | None:
        """Return a cursor."""
        rows = await self._connection.execute(select(cursors.c.value).where(cursors.c.name == name))
        value: Mapping[str, Any] | None = rows.scalar_one_or_none()
        return value

    async def save(self, name: str, value: Mapping[str, Any]) -> None:
        """Replace a cursor."""
        statement = upsert(cursors).values(name=name, value=dict(value))
        await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["name"], set_={"value": statement.excluded.value, "updated_at": func.now()}
            )
        )
