"""Measurements in Postgres, in the caller's transaction."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.statements import Row, Statement
from playback.domain.quality.counts import Counts, Measure
from playback.domain.quality.session import MeasuredSession, Recorded
from playback.domain.quality.summary import Order, Period
from playback.infrastructure.quality.tables import quality_counts, quality_sessions
from playback.infrastructure.quality.worst import worst_assets

SHARDS: Final = 8
_LOCK: Final = Statement(
    "insert into quality_sessions (session_id, user_id, asset_id, version, day, seen, parts, received_at)"
    " values (:session_id, :user_id, :asset_id, :version, :day, '', 0, :now)"
    " on conflict (session_id) do update set received_at = excluded.received_at returning seen, parts"
)
_SAVE: Final = Statement("update quality_sessions set seen = :seen, parts = :parts where session_id = :session_id")
# In the order of the key, so that two transactions that add to the same rows have no deadlock.
_ADD: Final = Statement(
    "insert into quality_counts as counts (asset_id, version, day, measure, label, shard, amount)"
    " select cast(:asset_id as uuid), cast(:version as integer), cast(:day as date), measure, label,"
    " cast(:shard as smallint), amount"
    " from unnest(cast(:measures as text[]), cast(:labels as text[]), cast(:amounts as bigint[]))"
    " as added (measure, label, amount) order by measure, label"
    " on conflict (asset_id, version, day, measure, label, shard)"
    " do update set amount = counts.amount + excluded.amount"
)
_C: Final = quality_counts.c
_SUM: Final = func.sum(_C.amount).label("amount")


class SqlQuality:
    """Writes and reads measurements."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lock(self, session: MeasuredSession, now: datetime) -> MeasuredSession:
        """Insert or touch the row of a session, which locks it."""
        values = {
            "session_id": session.id,
            "user_id": session.user_id,
            "asset_id": session.asset_id,
            "version": session.version,
            "day": session.day,
            "now": now,
        }
        row = (await _LOCK(self._connection, values))[0]
        seen = int.from_bytes(row["seen"], "little")
        return MeasuredSession(
            session.id, session.user_id, session.asset_id, session.version, session.day, seen, row["parts"]
        )

    async def save(self, recorded: Recorded) -> None:
        """Update the row of the session, and add the counts in one statement."""
        session = recorded.session
        seen = session.seen.to_bytes((session.seen.bit_length() + 7) // 8, "little")
        await _SAVE(self._connection, {"seen": seen, "parts": session.parts, "session_id": session.id})
        keys = sorted(recorded.counts)
        values = {
            "asset_id": session.asset_id,
            "version": session.version,
            "day": session.day,
            "shard": session.id.int % SHARDS,
            "measures": [measure.value for measure, _ in keys],
            "labels": [label for _, label in keys],
            "amounts": [recorded.counts[key] for key in keys],
        }
        await _ADD(self._connection, values)

    async def days(
        self, asset_id: UUID, period: Period, version: int | None = None
    ) -> Mapping[tuple[int, date], Counts]:
        """Return the sums of an asset."""
        query = _sums(_C.version, _C.day).where(_C.asset_id == asset_id, _within(period))
        if version is not None:
            query = query.where(_C.version == version)
        days: dict[tuple[int, date], dict[tuple[Measure, str], int]] = defaultdict(dict)
        for row in (await self._connection.execute(query)).mappings():
            days[row["version"], row["day"]][_key(row)] = int(row["amount"])
        return days

    async def totals(self, period: Period) -> Counts:
        """Return the sums of all rows of the days."""
        return _counts((await self._connection.execute(_sums().where(_within(period)))).mappings())

    async def worst(self, period: Period, order: Order, limit: int, least_sessions: int) -> Sequence[UUID]:
        """Return the ids of assets, by a figure of their sums."""
        query = worst_assets(_within(period), order, least_sessions).limit(limit)
        return list((await self._connection.execute(query)).scalars())

    async def of_assets(self, asset_ids: Collection[UUID], period: Period) -> Mapping[UUID, Counts]:
        """Return the sums of assets."""
        query = _sums(_C.asset_id).where(_C.asset_id.in_(asset_ids), _within(period))
        by_asset: dict[UUID, dict[tuple[Measure, str], int]] = defaultdict(dict)
        for row in (await self._connection.execute(query)).mappings():
            by_asset[row["asset_id"]][_key(row)] = int(row["amount"])
        return by_asset

    async def erase(self, user_ids: Collection[UUID]) -> None:
        """Delete the rows of users."""
        await self._connection.execute(delete(quality_sessions).where(quality_sessions.c.user_id.in_(user_ids)))


def _within(period: Period) -> ColumnElement[bool]:
    return _C.day.between(period.first, period.last)


def _sums(*columns: ColumnElement[Any]) -> Select[Any]:
    return select(*columns, _C.measure, _C.label, _SUM).group_by(*columns, _C.measure, _C.label)


def _key(row: Row) -> tuple[Measure, str]:
    return Measure(row["measure"]), row["label"]


def _counts(rows: Iterable[Row]) -> Counts:
    return {_key(row): int(row["amount"]) for row in rows}
