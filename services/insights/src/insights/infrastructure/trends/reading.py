"""Reading series by primary key of each title: one statement, or three for weeks and months that a range cuts."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Column, ColumnElement, Date, Select, Table, and_, any_, bindparam, select, text
from sqlalchemy import Uuid as UuidType

from chassis.storage.reads import CompiledRead, ReadPool, Record
from insights.application.trends.ports import ObservedTitle
from insights.domain.trends.rollups import RollUp
from insights.domain.trends.series import LIST_RANKS, Channel, Interval, Span
from insights.infrastructure.signals.tables import daily_signals, hourly_signals, monthly_signals, weekly_signals
from insights.infrastructure.titles.tables import titles


def _statement(
    table: Table, time: Column[Any], until: ColumnElement[bool], values: Sequence[str] = ("value",)
) -> Select[Any]:
    matching = and_(
        table.c.media_id == titles.c.media_id,
        table.c.signal == bindparam("signal", required=True),
        table.c.source == bindparam("source", required=True),
        table.c.region == bindparam("region", required=True),
        time >= bindparam("first", required=True),
        until,
    )
    requested_ids = bindparam("media_ids", type_=ARRAY(UuidType), required=True)
    return (
        select(
            titles.c.media_id,
            titles.c.kind,
            titles.c.name,
            titles.c.slug,
            time.label("at"),
            *(table.c[name] for name in values),
        )
        .select_from(titles.outerjoin(table, matching))
        .where(titles.c.media_id == any_(requested_ids))
        .order_by(titles.c.media_id, time)
    )


_DAYS: Final = CompiledRead(
    _statement(daily_signals, daily_signals.c.day, daily_signals.c.day <= bindparam("last", required=True))
)
_HOURS: Final = CompiledRead(
    _statement(hourly_signals, hourly_signals.c.hour, hourly_signals.c.hour < bindparam("last", required=True))
)


def _periods(table: Table, period: str) -> CompiledRead:
    time = table.c[period]
    values = ("minimum", "maximum", "mean", "last", "days_observed")
    return CompiledRead(_statement(table, time, time <= bindparam("last", required=True), values))


_PERIODS: Final = {Interval.WEEK: _periods(weekly_signals, "week"), Interval.MONTH: _periods(monthly_signals, "month")}
_RANKS: Final = CompiledRead(
    text("""
    select t.media_id, t.kind, t.name, t.slug, r.day as at, r.rank::double precision as value
    from titles t
    left join list_ranks r on r.media_id = t.media_id and r.list_id = 'trending.' || t.kind || '.day'
      and r.day between :first and :last
    where t.media_id = any(:media_ids)
    order by t.media_id, r.day
    """).bindparams(
        bindparam("media_ids", type_=ARRAY(UuidType), required=True),
        bindparam("first", type_=Date, required=True),
        bindparam("last", type_=Date, required=True),
    )
)


class SqlSeriesReader:
    """Series in Postgres."""

    def __init__(self, reads: ReadPool) -> None:
        self._reads = reads

    async def days(self, media_ids: Sequence[UUID], channel: Channel, span: Span) -> list[ObservedTitle]:
        """Read one range of the primary key per title, in the partitions of the span only."""
        values = {**_values(media_ids, channel), "first": span.first, "last": span.last}
        return [
            ObservedTitle(*_head(row), dict(observed), {})
            for row, observed in _titles(await self._reads.fetch(_RANKS if channel == LIST_RANKS else _DAYS, values))
        ]

    async def periods(
        self, media_ids: Sequence[UUID], channel: Channel, span: Span, interval: Interval
    ) -> list[ObservedTitle]:
        """Read one range of the primary key of the roll-ups per title."""
        values = {**_values(media_ids, channel), "first": span.first, "last": span.last}
        by_title: dict[UUID, tuple[Record, dict[date, RollUp]]] = {}
        for row in await self._reads.fetch(_PERIODS[interval], values):
            _, rollups = by_title.setdefault(row["media_id"], (row, {}))
            if row["at"] is not None:
                rollups[row["at"]] = RollUp(
                    row["minimum"], row["maximum"], row["mean"], row["last"], row["days_observed"]
                )
        return [ObservedTitle(*_head(row), {}, {}, rollups) for row, rollups in by_title.values()]

    async def hours(self, media_ids: Sequence[UUID], channel: Channel, span: Span) -> list[ObservedTitle]:
        """Read one range of the primary key per title, in the partitions of the span only."""
        first, last = (datetime.combine(day, time(), UTC) for day in (span.first, span.last + timedelta(days=1)))
        values = {**_values(media_ids, channel), "first": first, "last": last}
        return [
            ObservedTitle(*_head(row), {}, dict(observed))
            for row, observed in _titles(await self._reads.fetch(_HOURS, values))
        ]


def _values(media_ids: Sequence[UUID], channel: Channel) -> dict[str, object]:
    return {
        "media_ids": list(media_ids),
        "signal": int(channel.signal),
        "source": int(channel.source),
        "region": channel.region,
    }


def _titles(rows: Iterable[Record]) -> list[tuple[Record, list[tuple[Any, float]]]]:
    """Return a row of each title with its observations; a title without any has one row without a time."""
    titles_seen: dict[UUID, tuple[Record, list[tuple[Any, float]]]] = {}
    for row in rows:
        _, observed = titles_seen.setdefault(row["media_id"], (row, []))
        if row["at"] is not None:
            observed.append((row["at"], row["value"]))
    return list(titles_seen.values())


def _head(row: Record) -> tuple[UUID, str, str | None, str | None]:
    return row["media_id"], row["kind"], row["name"], row["slug"]
