"""Seasons in Postgres."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import (
    Row,
    bindparam,
    select,
)
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from ingestion.domain.seasons.records import SeasonRecord
from ingestion.infrastructure.json_columns import SEASON, SEASON_FACTS, pack, unpack
from ingestion.infrastructure.tables import seasons

_OF_SHOW: Final = select(seasons).where(seasons.c.show_tmdb_id == bindparam("show"))


_NEW_SEASON: Final = upsert(seasons)


_SAVE_SEASON: Final = _NEW_SEASON.on_conflict_do_update(
    index_elements=["show_tmdb_id", "number"],
    set_={
        column.name: _NEW_SEASON.excluded[column.name]
        for column in seasons.c
        if column.name not in ("show_tmdb_id", "number")
    },
)


class SqlSeasons:
    """Seasons by show."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of_show(self, show_id: int) -> dict[int, SeasonRecord]:
        """Return a show's seasons by number."""
        rows = await self._connection.execute(_OF_SHOW, {"show": show_id})
        return {row.number: _season(row) for row in rows}

    async def save(self, records: Sequence[SeasonRecord]) -> None:
        """Insert or replace seasons."""
        if not records:
            return
        await self._connection.execute(_SAVE_SEASON, [_season_row(record) for record in records])


def _season_row(record: SeasonRecord) -> dict[str, Any]:
    return {
        "show_tmdb_id": record.show_id,
        "number": record.number,
        "version": record.version,
        "said": pack(SEASON_FACTS, dict(record.facts)),
        "merged": pack(SEASON, record.merged) if record.merged is not None else None,
        "content_hash": record.content_hash,
        "etag": record.etag,
        "format": record.format,
        "failure": record.failure,
        "withdrawn_at": record.withdrawn_at,
        "fetched_at": record.fetched_at,
        "synced_at": record.synced_at,
    }


def _season(row: Row[Any]) -> SeasonRecord:
    return SeasonRecord(
        show_id=row.show_tmdb_id,
        number=row.number,
        facts=unpack(SEASON_FACTS, row.said),
        merged=unpack(SEASON, row.merged) if row.merged is not None else None,
        content_hash=row.content_hash,
        version=row.version,
        etag=row.etag,
        fetched_at=row.fetched_at,
        synced_at=row.synced_at,
        failure=row.failure,
        withdrawn_at=row.withdrawn_at,
        format=row.format,
    )
