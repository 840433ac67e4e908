"""The series of groups, computed from the daily values of months and of days."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from sqlalchemy import ARRAY, Date, SmallInteger, bindparam, text

from chassis.messaging.transaction import Transaction
from insights.application.change_keys import KEYS
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
(
  select month from group_months where month between :first and :last and refreshed_at < :before
  order by refreshed_at, month limit 1
)
""").bindparams(bindparam("first", type_=Date), bindparam("last", type_=Date))
# The values of other titles on days before are deleted: what was computed of them stays.
_FORGET: Final = text("delete from stale_group_days where day < :first").bindparams(bindparam("first", type_=Date))
_CHANGED: Final = text("select distinct date_trunc('month', day)::date as month from stale_group_days")
# Marks that are committed later stay: their values may not have been seen.
_CLAIM: Final = text("""
with claimed as (
  delete from stale_group_days
  where day >= :month and day < (cast(:month as date) + interval '1 month')::date
  returning day
)
select distinct day from claimed order by day
""").bindparams(bindparam("month", type_=Date))
_LOCK: Final = text("select month from group_months where month = :month for update skip locked")
_DELETE_MONTH: Final = text(
    "delete from group_days where day >= :month and day < (cast(:month as date) + interval '1 month')::date"
).bindparams(bindparam("month", type_=Date))
_DELETE_DAYS: Final = text("delete from group_days where day = any(:days)").bindparams(
    bindparam("days", type_=ARRAY(Date))
)
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
        self._transaction = transaction
        self._connection = transaction.connection

    async def due_months(self, first: date, last: date, before: datetime) -> list[date]:
        """Add missing months and return those that are due."""
        span = {"first": first, "last": last}
        await self._connection.execute(_OPEN, span)
        return list((await self._connection.execute(_DUE, {**span, "before": before})).scalars())

    async def changed_months(self, first: date) -> list[date]:
        """Delete earlier marks and return the months of the others."""
        await self._connection.execute(_FORGET, {"first": first})
        return list((await self._connection.execute(_CHANGED)).scalars())

    async def compute_month(self, month: date, now: datetime) -> bool:
        """Lock the month, so that of two replicas one computes it, and replace its rows."""
        if not await self._lock(month):
            return False
        await self._connection.execute(_CLAIM, {"month": month})
        await self._connection.execute(_DELETE_MONTH, {"month": month})
        await self._compute((await self._connection.execute(_DAYS, {"month": month})).scalars().all())
        await self._connection.execute(_COMPUTED, {"month": month, "now": now})
        return True

    async def compute_changed_days(self, month: date) -> bool:
        """Lock the month, delete the marks of its days, and replace the rows of these days."""
        if not await self._lock(month):
            return False
        days = (await self._connection.execute(_CLAIM, {"month": month})).scalars().all()
        await self._connection.execute(_DELETE_DAYS, {"days": days})
        await self._compute(days)
        return bool(days)

    async def _lock(self, month: date) -> bool:
        return await self._connection.scalar(_LOCK, {"month": month}) is not None

    async def _compute(self, days: Sequence[date]) -> None:
        if not days:
            return
        self._transaction.changed(KEYS.subject("groups"))
        parameters = {
            "signals": [int(signal) for signal in GROUP_SIGNALS],
            "sources": [int(source) for source in GROUP_SIGNALS.values()],
            "region": GLOBAL,
            "genre": int(Dimension.GENRE),
            "provider": int(Dimension.PROVIDER),
        }
        for day in days:
            await self._connection.execute(_COMPUTE, {**parameters, "day": day})
