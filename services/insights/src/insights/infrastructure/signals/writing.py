"""Signals of locked titles within one transaction."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from chassis.messaging.transaction import Transaction
from chassis.storage.partitions.months import Months
from chassis.storage.statements import Statement
from insights.application.change_keys import KEYS
from insights.domain.signals.measurement import Measurement
from insights.domain.signals.signal import LIVE_SIGNALS
from insights.domain.titles.title import Title
from insights.infrastructure.signals.rows import to_day_columns, to_hour_columns
from insights.infrastructure.signals.tables import daily_signals, hourly_signals
from insights.infrastructure.titles.writing import SqlTitleWork

# The driver gets the types from the statement: SQLAlchemy would convert each value of the arrays.
_TYPES: Final = {
    "media_id": "uuid",
    "value": "double precision",
    "observed_at": "timestamptz",
    "day": "date",
    "hour": "timestamptz",
    "signal": "smallint",
    "source": "smallint",
    "backfilled": "boolean",
    "region": "text",
}
_LIVE: Final = ", ".join(str(signal.value) for signal in sorted(LIVE_SIGNALS))


def _upsert(table: str, time: str) -> str:
    """Return the statement that stores values unless a stored one precedes, as `Measurement.precedence` states."""
    columns = ("media_id", "value", "observed_at", time, "signal", "source", "backfilled", "region")
    return f"""
        insert into {table} as stored ({", ".join(columns)})
        select * from unnest({", ".join(f"cast(:{column} as {_TYPES[column]}[])" for column in columns)})
        on conflict (media_id, signal, source, region, {time}) do update set
          value = excluded.value, observed_at = excluded.observed_at, backfilled = excluded.backfilled
        where case when stored.signal in ({_LIVE}) then
          (excluded.value, not excluded.backfilled, excluded.observed_at)
            > (stored.value, not stored.backfilled, stored.observed_at)
        else
          (not excluded.backfilled, excluded.observed_at, excluded.value)
            > (not stored.backfilled, stored.observed_at, stored.value)
        end
        """  # noqa: S608 - made of constants


_SAVE_DAYS: Final = Statement(
    f"""
    with saved as ({_upsert("daily_signals", "day")} returning stored.media_id, stored.day),
    marked as (
      insert into stale_weeks (media_id, week)
      select distinct media_id, week from saved
      cross join lateral (select day + 1 - extract(isodow from day)::integer as week) monday
      where week >= cast(:kept_since as date)
      order by media_id, week
      on conflict do nothing
    ),
    grouped as (insert into stale_group_days (day) select distinct day from saved)
    update titles set stale = true where media_id in (select media_id from saved) and not stale
    """,  # noqa: S608 - made of constants
)
_SAVE_HOURS: Final = Statement(_upsert("hourly_signals", "hour"))


class SqlSignalWork:
    """Locks titles and saves their signals in the caller's transaction."""

    def __init__(self, transaction: Transaction, months: Months) -> None:
        self._transaction = transaction
        self._connection = transaction.connection
        self._months = months
        self._titles = SqlTitleWork(transaction)

    async def lock(self, titles: Collection[Title]) -> None:
        """Insert and lock all rows in one statement."""
        await self._titles.lock(titles)

    async def save_days(self, measurements: Sequence[Measurement], kept_since: date) -> None:
        """Write rows and mark titles, weeks and days in one statement; create the partition of a new month first."""
        if not measurements:
            return
        await self._months.ensure(self._connection, daily_signals, {measurement.day for measurement in measurements})
        await _SAVE_DAYS(self._connection, {**to_day_columns(measurements), "kept_since": kept_since})
        self._changed(measurement.series.media_id for measurement in measurements)

    async def save_hours(self, measurements: Sequence[tuple[datetime, Measurement]]) -> None:
        """Write rows in one statement; the partition of a new month is created first."""
        if not measurements:
            return
        await self._months.ensure(self._connection, hourly_signals, {hour.date() for hour, _ in measurements})
        await _SAVE_HOURS(self._connection, to_hour_columns(measurements))
        self._changed(measurement.series.media_id for _, measurement in measurements)

    def _changed(self, media_ids: Iterable[UUID]) -> None:
        self._transaction.changed(KEYS.subject("signals"), *map(KEYS.title, set(media_ids)))
