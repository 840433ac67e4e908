"""Computing changes of signals in Postgres."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, SmallInteger, bindparam, delete, text
from sqlalchemy import Uuid as UuidType

from chassis.messaging.transaction import Transaction
from chassis.storage.rows import arrays_of, insert_arrays
from insights.application.change_keys import KEYS
from insights.application.movements.changes import SeriesOfTitle, TitleChange
from insights.domain.movements.tracked import TRACKED
from insights.domain.reasons.outage import Outage
from insights.domain.signals.signal import GLOBAL, Signal
from insights.infrastructure.movements.tables import signal_changes

_CLAIM: Final = text("""
delete from stale_changes where media_id in (
  select media_id from stale_changes order by media_id limit :limit for update skip locked
) returning media_id
""")
# The newest day is one lookup in the primary key, and the days before it are one range of it.
_SERIES: Final = text("""
select t.media_id, t.kind, tracked.signal, series.days, series.values
from unnest(:media_ids) as requested (media_id)
join titles t on t.media_id = requested.media_id and t.gone_at is null
cross join unnest(:signals, :sources) as tracked (signal, source)
cross join lateral (
  select s.day from daily_signals s
  where s.media_id = t.media_id and s.signal = tracked.signal and s.source = tracked.source and s.region = :region
  order by s.day desc limit 1
) newest
cross join lateral (
  select array_agg(s.day order by s.day) as days, array_agg(s.value order by s.day) as values
  from daily_signals s
  where s.media_id = t.media_id and s.signal = tracked.signal and s.source = tracked.source and s.region = :region
    and s.day > newest.day - cast(:days as integer) and s.day <= newest.day
) series
order by t.media_id, tracked.signal
""").bindparams(
    bindparam("media_ids", type_=ARRAY(UuidType)),
    bindparam("signals", type_=ARRAY(SmallInteger)),
    bindparam("sources", type_=ARRAY(SmallInteger)),
)
_DELETE_OLD: Final = text("""
delete from signal_changes c
using (select signal, window_days, max(day) as day from signal_changes group by signal, window_days) newest
where newest.signal = c.signal and newest.window_days = c.window_days
  and c.day < newest.day - cast(:fresh_days as integer)
""")
_OUTAGES: Final = text("""
select source, since, coalesce(ended_at, lead(since) over (partition by source order by since)) as ended_at
from source_outages order by source, since
""")
_COLUMNS: Final = [column.name for column in signal_changes.c]
_INSERT: Final = insert_arrays(signal_changes, _COLUMNS)


class SqlChangeWork:
    """Computes changes in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    async def claim(self, limit: int) -> list[UUID]:
        """Delete marks that no other transaction has locked; a new value marks its title again."""
        return sorted((await self._connection.execute(_CLAIM, {"limit": limit})).scalars())

    async def series(self, media_ids: Sequence[UUID], days: int) -> list[SeriesOfTitle]:
        """Read one range of the primary key per title and signal."""
        parameters = {
            "media_ids": list(media_ids),
            "signals": [tracked.signal for tracked in TRACKED],
            "sources": [tracked.source for tracked in TRACKED],
            "region": GLOBAL,
            "days": days,
        }
        rows = await self._connection.execute(_SERIES, parameters)
        return [SeriesOfTitle(row[0], row[1], Signal(row[2]), row[3], row[4]) for row in rows]

    async def outages(self) -> list[Outage]:
        """Read all of them: they are few."""
        return [Outage(*row) for row in await self._connection.execute(_OUTAGES)]

    async def replace(self, media_ids: Sequence[UUID], changes: Sequence[TitleChange]) -> None:
        """Delete the rows of the titles and insert the new ones in one statement each."""
        await self._connection.execute(delete(signal_changes).where(signal_changes.c.media_id.in_(media_ids)))
        if changes:
            rows = [_row(item) for item in changes]
            await self._connection.execute(_INSERT, arrays_of(signal_changes, _COLUMNS, rows))
        self._transaction.changed(KEYS.subject("changes"))

    async def delete_old(self, fresh_days: int) -> None:
        """Delete in one statement."""
        await self._connection.execute(_DELETE_OLD, {"fresh_days": fresh_days})
        self._transaction.changed(KEYS.subject("changes"))


def _row(item: TitleChange) -> dict[str, object]:
    change = item.change
    return {
        "media_id": item.media_id,
        "current": change.current,
        "expected": change.expected,
        "strength": change.strength,
        "magnitude": abs(change.difference),
        "day": change.day,
        "signal": item.signal,
        "window_days": change.window_days,
        "days_observed": change.days_observed,
        "kind": item.kind,
        "direction": change.direction,
    }
