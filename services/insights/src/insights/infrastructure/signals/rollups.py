"""Roll-ups by week and month, from the daily values of the titles whose days have changed."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, Date, bindparam, text
from sqlalchemy import Uuid as UuidType
from sqlalchemy.sql.expression import TextClause

from chassis.messaging.transaction import Transaction
from insights.application.change_keys import KEYS
from insights.infrastructure.signals.tables import daily_signals, hourly_signals

# A consumer marks a week while it holds the lock of the title, so a locked title has no mark that is not committed.
_CLAIM: Final = text("""
with marked as (select media_id, week from stale_weeks order by media_id, week limit :limit),
locked as (
  select media_id from titles where media_id in (select media_id from marked)
  order by media_id for update skip locked
)
delete from stale_weeks s using marked m, locked l
where s.media_id = m.media_id and s.week = m.week and l.media_id = m.media_id
returning s.media_id, s.week
""")


def _roll_up(table: str, period: str, periods: str, last_day: str) -> tuple[TextClause, TextClause]:
    """Return the statements that delete the periods of `periods` and compute them from the daily values.

    The mean adds the values in the order of their days, so that it is the same whenever it is computed.
    """
    arrays = (bindparam("media_ids", type_=ARRAY(UuidType)), bindparam("weeks", type_=ARRAY(Date)))
    delete = f"""
        delete from {table} r using ({periods}) p where r.media_id = p.media_id and r.{period} = p.start
        """  # noqa: S608 - made of constants
    compute = f"""
        insert into {table} (media_id, {period}, signal, source, region, days_observed,
          minimum, maximum, mean, first, last)
        select p.media_id, p.start, d.* from ({periods}) p
        cross join lateral (
          select signal, source, region, count(*), min(value), max(value), avg(value order by day),
            (array_agg(value order by day))[1], (array_agg(value order by day desc))[1]
          from daily_signals
          where media_id = p.media_id and day between p.start and {last_day}
          group by signal, source, region
        ) d
        """  # noqa: S608 - made of constants
    return text(delete).bindparams(*arrays), text(compute).bindparams(*arrays)


_WEEKS: Final = _roll_up(
    "weekly_signals",
    "week",
    "select media_id, start from unnest(:media_ids, :weeks) as w (media_id, start)",
    "p.start + 6",
)
_MONTHS: Final = _roll_up(
    "monthly_signals",
    "month",
    "select distinct media_id, (date_trunc('month', end_of_week::timestamp))::date as start"
    " from unnest(:media_ids, :weeks) as w (media_id, week)"
    " cross join lateral (values (week), (week + 6)) ends (end_of_week)",
    "(p.start + interval '1 month')::date - 1",
)
_UNCOMPUTED: Final = text("select exists (select from stale_weeks where week < :before)")
_DROP: Final = text("select drop_partitions(:parent, :before)")


class SqlRollUpWork:
    """Computes roll-ups and drops partitions in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    async def claim_weeks(self, limit: int) -> list[tuple[UUID, date]]:
        """Delete marks of titles that no other transaction has locked, and keep these titles locked."""
        rows = await self._connection.execute(_CLAIM, {"limit": limit})
        return sorted((row.media_id, row.week) for row in rows)

    async def roll_up(self, weeks: Sequence[tuple[UUID, date]]) -> None:
        """Replace the rows of the weeks, and of the months that their days are in."""
        columns = {"media_ids": [media_id for media_id, _ in weeks], "weeks": [week for _, week in weeks]}
        for statement in (*_WEEKS, *_MONTHS):
            await self._connection.execute(statement, columns)
        self._transaction.changed(KEYS.subject("signals"), *map(KEYS.title, {media_id for media_id, _ in weeks}))

    async def drop_days(self, before: date) -> None:
        """Drop the partitions of daily values before a day, unless a week among them is not computed yet."""
        if not await self._connection.scalar(_UNCOMPUTED, {"before": before}):
            await self._connection.execute(_DROP, {"parent": daily_signals.name, "before": before})

    async def drop_hours(self, before: date) -> None:
        """Drop the partitions of hourly values before a day."""
        await self._connection.execute(_DROP, {"parent": hourly_signals.name, "before": before})
