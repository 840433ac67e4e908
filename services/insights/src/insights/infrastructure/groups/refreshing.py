"""The series of groups, computed from the daily values of a month."""

from datetime import date, datetime
from typing import Final

from sqlalchemy import ARRAY, Date, SmallInteger, bindparam, text

from chassis.messaging.transaction import Transaction
from insights.domain.groups.group import GROUP_SIGNALS, Dimension
from insights.domain.signals.signal import GLOBAL

_OPEN: Final = text("""
insert into group_months (month)
select month::date from generate_series(
  date_trunc('month', cast(:first as timestamp)), date_trunc('month', cast(:last as timestamp)), interval '1 month'
) as month
order by 1
on conflict do nothing
""").bindparams(bindparam("first", type_=Date), bindparam("last", type_=Date))
_DUE: Final = text("""
select month from group_months where refreshed_at is null and month between :first and :last
union
(select month from group_months where month between :first and :last order by refreshed_at nulls first, month limit 1)
""").bindparams(bindparam("first", type_=Date), bindparam("last", type_=Date))
_LOCK: Final = text("select month from group_months where month = :month for update skip locked")
_DELETE: Final = text(
    "delete from group_days where day >= :month and day < (cast(:month as date) + interval '1 month')::date"
).bindparams(bindparam("month", type_=Date))
_DAYS: Final = text(
    "select distinct day from daily_signals"
    " where day >= :month and day < (cast(:month as date) + interval '1 month')::date order by day"
).bindparams(bindparam("month", type_=Date))
# A day per statement: all of a month would take longer than a statement may. Numerics add up to the same sum in any
# order, floats do not.
_COMPUTE: Final = text("""
with members as materialized (
  select media_id, k.dimension, k.key
  from titles
  cross join lateral (
    select distinct cast(:genre as smallint) as dimension, unnest(genres)::text as key
    union all
    select distinct cast(:provider as smallint), unnest(providers)
  ) k
  where facts_version is not null and gone_at is null
)
insert into group_days (dimension, key, signal, source, day, titles, total)
select m.dimension, m.key, s.signal, s.source, s.day, count(*), sum(s.value::numeric)::double precision
from daily_signals s
join unnest(:signals, :sources) as kept (signal, source) on s.signal = kept.signal and s.source = kept.source
join members m on m.media_id = s.media_id
where s.day = :day and s.region = :region
group by m.dimension, m.key, s.signal, s.source, s.day
""").bindparams(
    bindparam("signals", type_=ARRAY(SmallInteger)),
    bindparam("sources", type_=ARRAY(SmallInteger)),
    bindparam("day", type_=Date),
)
_COMPUTED: Final = text("update group_months set refreshed_at = :now where month = :month")


class SqlGroupWork:
    """Computes groups in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._connection = transaction.connection

    async def open_months(self, first: date, last: date) -> list[date]:
        """Add missing months and return those that are due."""
        span = {"first": first, "last": last}
        await self._connection.execute(_OPEN, span)
        return list((await self._connection.execute(_DUE, span)).scalars())

    async def compute(self, month: date, now: datetime) -> bool:
        """Lock the month, so that of two replicas one computes it, and replace its rows."""
        if await self._connection.scalar(_LOCK, {"month": month}) is None:
            return False
        parameters = {
            "signals": [int(signal) for signal in GROUP_SIGNALS],
            "sources": [int(source) for source in GROUP_SIGNALS.values()],
            "region": GLOBAL,
            "genre": int(Dimension.GENRE),
            "provider": int(Dimension.PROVIDER),
        }
        await self._connection.execute(_DELETE, {"month": month})
        for day in list((await self._connection.execute(_DAYS, {"month": month})).scalars()):
            await self._connection.execute(_COMPUTE, {**parameters, "day": day})
        await self._connection.execute(_COMPUTED, {"month": month, "now": now})
        return True
