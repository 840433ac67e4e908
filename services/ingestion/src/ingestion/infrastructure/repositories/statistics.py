"""Checks of the statistics of titles in Postgres."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, and_, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.rows import arrays_of, upsert_arrays
from ingestion.application.ports.repositories import TitleSummary
from ingestion.domain.titles.facts import TitleKey
from ingestion.domain.titles.statistics import INTERVALS, Statistics, StatisticsCheck
from ingestion.infrastructure.repositories.titles import SUMMARY, to_summary
from ingestion.infrastructure.tables import title_statistics, titles

_COLUMNS: Final = tuple(column.name for column in title_statistics.c)
_SAVE: Final = upsert_arrays(title_statistics, _COLUMNS)
_OF_TITLE: Final = and_(title_statistics.c.kind == titles.c.kind, title_statistics.c.tmdb_id == titles.c.tmdb_id)


class SqlStatistics:
    """The last check of each title."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, keys: Sequence[TitleKey]) -> Mapping[TitleKey, StatisticsCheck]:
        """Read by the primary key."""
        pairs = [(key.kind, key.tmdb_id) for key in keys]
        query = select(title_statistics).where(tuple_(title_statistics.c.kind, title_statistics.c.tmdb_id).in_(pairs))
        rows = await self._connection.execute(query)
        return {TitleKey(row.kind, row.tmdb_id): _check(row) for row in rows}

    async def due(self, now: datetime, limit: int) -> Sequence[TitleSummary]:
        """Read all titles, since the new ones have no check yet: a bounded number of times per hour."""
        checks = title_statistics.c
        query = (
            select(*SUMMARY)
            .outerjoin(title_statistics, _OF_TITLE)
            .where(
                titles.c.gone_at.is_(None),
                titles.c.imported_at <= now - INTERVALS.shortest,
                or_(checks.due_at.is_(None), checks.due_at <= now),
            )
            .order_by(checks.due_at.nulls_first(), titles.c.kind, titles.c.tmdb_id)
        )
        return [to_summary(row) for row in await self._connection.execute(query.limit(limit))]

    async def save(self, checks: Mapping[TitleKey, StatisticsCheck]) -> None:
        """Insert or replace all rows in one statement."""
        rows = [_row(key, check) for key, check in sorted(checks.items())]
        if rows:
            await self._connection.execute(_SAVE, arrays_of(title_statistics, _COLUMNS, rows))


def _check(row: Row[Any]) -> StatisticsCheck:
    return StatisticsCheck(
        checked_at=row.checked_at,
        interval=timedelta(seconds=row.interval_seconds),
        due_at=row.due_at,
        is_complete=row.is_complete,
        statistics=Statistics(row.total_watchers, row.total_plays, row.votes, row.popularity),
    )


def _row(key: TitleKey, check: StatisticsCheck) -> dict[str, object]:
    values = check.statistics
    return {
        "kind": key.kind,
        "tmdb_id": key.tmdb_id,
        "checked_at": check.checked_at,
        "interval_seconds": int(check.interval.total_seconds()),
        "due_at": check.due_at,
        "is_complete": check.is_complete,
        "total_watchers": values.total_watchers,
        "total_plays": values.total_plays,
        "votes": values.votes,
        "popularity": values.popularity,
    }
