"""Counting plays in Postgres: each count is one range of an index, and becomes a value of the signal `plays`."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from sqlalchemy import ARRAY, Date, Float, bindparam, delete, text
from sqlalchemy import Uuid as UuidType

from chassis.messaging.transaction import Transaction
from chassis.storage.partitions.months import Months
from insights.application.change_keys import KEYS
from insights.domain.plays.play import PlayCount
from insights.domain.signals.signal import GLOBAL, Signal, Source
from insights.infrastructure.plays.tables import user_plays
from insights.infrastructure.signals.tables import daily_signals

# Titles are locked as by the consumer of signals, so that no mark of a week is lost. A mark that a consumer holds is
# waited for, in the order in which consumers mark: the count follows in a statement of its own, and sees what the
# consumer has written.
_CLAIM: Final = text("""
with locked as (
  select media_id from titles where media_id in (
    select distinct m.media_id from stale_plays m join titles t on t.media_id = m.media_id
    order by m.media_id limit :titles
  ) order by media_id for update skip locked
),
marks as (
  select m.media_id, m.day from stale_plays m join locked l on l.media_id = m.media_id
  order by m.media_id, m.day for update of m
)
delete from stale_plays m using marks k where m.media_id = k.media_id and m.day = k.day returning m.media_id, m.day
""")
_COUNT: Final = text("""
select d.media_id, d.day, count(p.user_id) as plays, count(distinct p.user_id) as users
from unnest(:media_ids, :days) as d (media_id, day)
left join user_plays p on p.media_id = d.media_id and p.day = d.day
group by d.media_id, d.day order by d.media_id, d.day
""").bindparams(bindparam("media_ids", type_=ARRAY(UuidType)), bindparam("days", type_=ARRAY(Date)))
_SERIES: Final = f"signal = {Signal.PLAYS.value} and source = {Source.MARQUEE.value} and region = '{GLOBAL}'"
_SAVE: Final = text(
    f"""
    with counted as (select * from unnest(:media_ids, :days, :values) as c (media_id, day, value)),
    removed as (
      delete from daily_signals s using counted c
      where s.media_id = c.media_id and s.day = c.day and {_SERIES} and c.value is null
      returning s.media_id, s.day
    ),
    saved as (
      insert into daily_signals as stored (media_id, value, observed_at, day, signal, source, backfilled, region)
      select media_id, value, :now, day, {Signal.PLAYS.value}, {Source.MARQUEE.value}, false, '{GLOBAL}'
      from counted where value is not null
      on conflict (media_id, signal, source, region, day) do update set
        value = excluded.value, observed_at = excluded.observed_at
      where stored.value <> excluded.value
      returning stored.media_id, stored.day
    ),
    changed as (select * from removed union all select * from saved),
    marked as (
      insert into stale_weeks (media_id, week)
      select distinct media_id, week from changed
      cross join lateral (select day + 1 - extract(isodow from day)::integer as week) monday
      where week >= cast(:kept_since as date)
      order by media_id, week
      on conflict do nothing
    )
    update titles set stale = true where media_id in (select media_id from changed) and not stale
    """  # noqa: S608 - made of constants
).bindparams(
    bindparam("media_ids", type_=ARRAY(UuidType)),
    bindparam("days", type_=ARRAY(Date)),
    bindparam("values", type_=ARRAY(Float)),
)


class SqlPlayCountWork:
    """Counts plays in the caller's transaction."""

    def __init__(self, transaction: Transaction, months: Months) -> None:
        self._transaction = transaction
        self._connection = transaction.connection
        self._months = months

    async def claim(self, titles: int) -> Sequence[PlayCount]:
        """Delete the marks of titles that no other transaction has locked, and count their days."""
        claimed = (await self._connection.execute(_CLAIM, {"titles": titles})).all()
        if not claimed:
            return ()
        columns = {"media_ids": [row.media_id for row in claimed], "days": [row.day for row in claimed]}
        return [PlayCount(*row) for row in await self._connection.execute(_COUNT, columns)]

    async def save(self, counts: Sequence[tuple[PlayCount, int | None]], kept_since: date, now: datetime) -> None:
        """Write rows and marks in one statement; the partition of a new month is created first."""
        shown = {count.day for count, value in counts if value is not None}
        await self._months.ensure(self._connection, daily_signals, shown)
        columns = {
            "media_ids": [count.media_id for count, _ in counts],
            "days": [count.day for count, _ in counts],
            "values": [value for _, value in counts],
        }
        await self._connection.execute(_SAVE, {**columns, "kept_since": kept_since, "now": now})
        self._transaction.changed(KEYS.subject("signals"), *map(KEYS.title, {count.media_id for count, _ in counts}))

    async def delete_before(self, day: date) -> None:
        """Delete in one statement."""
        await self._connection.execute(delete(user_plays).where(user_plays.c.day < day))
