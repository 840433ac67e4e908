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
from playback.domain.quality.session import MeasuredSession, OpenSession, Recorded
from playback.domain.quality.summary import Order, Period
from playback.infrastructure.quality.tables import quality_counts, quality_sessions
from playback.infrastructure.quality.worst import worst_assets

SHARDS: Final = 8
# The row of what is kept is added, or locked as it is now, in the statement that finds the session.
_OPEN: Final = Statement(
    """
    with found as (
      select id, user_id, asset_id, version, duration_ms, started_at, ended_at,
        cast(started_at at time zone 'UTC' as date) as day
      from sessions s where id = :session_id and user_id = :user_id
        and not exists (select from erased_users e where e.user_id = s.user_id)
    ),
    kept as (
      insert into quality_sessions (session_id, user_id, asset_id, version, day, seen, parts, received_at)
      select id, user_id, asset_id, version, day, '', 0, cast(:now as timestamptz) from found
      on conflict (session_id) do update set received_at = excluded.received_at returning seen, parts
    )
    select * from found, kept
    """
)
# In the order of the key, so that two transactions that add to the same rows have no deadlock.
_SAVE: Final = Statement(
    """
    with session as (
      update quality_sessions set seen = :seen, parts = :parts where session_id = :session_id
      returning asset_id, version, day
    )
    insert into quality_counts as counts (asset_id, version, day, measure, label, shard, amount)
    select asset_id, version, day, measure, label, cast(:shard as smallint), amount
    from session, unnest(cast(:measures as text[]), cast(:labels as text[]), cast(:amounts as bigint[]))
      as added (measure, label, amount)
    order by measure, label
    on conflict (asset_id, version, day, measure, label, shard)
    do update set amount = counts.amount + excluded.amount
    """
)
_C: Final = quality_counts.c
_SUM: Final = func.sum(_C.amount).label("amount")


class SqlQuality:
    """Writes and reads measurements."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def open(self, session_id: UUID, user_id: UUID, now: datetime) -> OpenSession | None:
        """Find a session, and insert or touch the row of what is kept of it, which locks that row."""
        rows = await _OPEN(self._connection, {"session_id": session_id, "user_id": user_id, "now": now})
        if not rows:
            return None
        row = rows[0]
        seen = int.from_bytes(row["seen"], "little")
        kept = MeasuredSession(
            row["id"], row["user_id"], row["asset_id"], row["version"], row["day"], seen, row["parts"]
        )
        return OpenSession(kept, row["duration_ms"], row["started_at"], row["ended_at"])

    async def save(self, recorded: Recorded) -> None:
        """Update the row of the session and add the counts, in one statement."""
        session = recorded.session
        keys = sorted(recorded.counts)
        values = {
            "session_id": session.id,
            "seen": session.seen.to_bytes((session.seen.bit_length() + 7) // 8, "little"),
            "parts": session.parts,
            "shard": session.id.int % SHARDS,
            "measures": [measure.value for measure, _ in keys],
            "labels": [label for _, label in keys],
            "amounts": [recorded.counts[key] for key in keys],
        }
        await _SAVE(self._connection, values)

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
