"""Reading ranked lists: every statement reads ranges of an index."""

from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import Date, Integer, Text, bindparam, text
from sqlalchemy import Uuid as UuidType

from chassis.storage.reads import CompiledRead, ReadPool, Record
from insights.application.lists.read_models import RankedTitle, Standing, StoredList
from insights.domain.trends.series import Span

_STORED: Final = """
  select newest.list_id, newest.kind, newest.region, oldest.day as first_day, newest.day as last_day,
    (select count(*) from list_ranks r where r.list_id = newest.list_id and r.day = newest.day) as size
  from (select * from list_days d where d.list_id = {list_id} order by d.day desc limit 1) newest,
    (select d.day from list_days d where d.list_id = {list_id} order by d.day limit 1) oldest
"""
# From one list to the next by the index: the number of days does not matter.
_LISTS: Final = CompiledRead(
    text(f"""
    with recursive ids as (
      (select list_id from list_days order by list_id limit 1)
      union all
      select (select d.list_id from list_days d where d.list_id > ids.list_id order by d.list_id limit 1)
      from ids where ids.list_id is not null
    )
    select stored.* from ids cross join lateral ({_STORED.format(list_id="ids.list_id")}) stored
    order by stored.list_id
    """)  # noqa: S608 - made of constants
)
_LIST: Final = CompiledRead(
    text(_STORED.format(list_id=":list_id")).bindparams(bindparam("list_id", type_=Text, required=True))
)
_RANGE: Final = (
    bindparam("list_id", type_=Text, required=True),
    bindparam("first", type_=Date, required=True),
    bindparam("last", type_=Date, required=True),
)
_DAYS: Final = CompiledRead(
    text("select day from list_days where list_id = :list_id and day between :first and :last").bindparams(*_RANGE)
)
_RANKS: Final = CompiledRead(
    text("""
    select d.day, r.rank, r.media_id, t.name, t.slug
    from list_days d
    join list_ranks r on r.list_id = d.list_id and r.day = d.day and r.rank between 1 and :most
    left join titles t on t.media_id = r.media_id
    where d.list_id = :list_id and d.day between :first and :last
    order by d.day, r.rank
    """).bindparams(*_RANGE, bindparam("most", type_=Integer, required=True))
)
_STANDINGS: Final = CompiledRead(
    text("""
    select s.*, newest.region, current.rank,
      (select d.day from list_days d where d.list_id = s.list_id and d.day > s.last_day order by d.day limit 1)
        as left_on
    from titles t
    left join lateral (
      select r.list_id, min(r.day) as entered_on, max(r.day) as last_day, count(distinct r.day) as days,
        min(r.rank) as peak_rank, (array_agg(r.day order by r.rank, r.day))[1] as peak_day
      from list_ranks r where r.media_id = t.media_id group by r.list_id
    ) s on true
    left join lateral (
      select d.day, d.region from list_days d where d.list_id = s.list_id order by d.day desc limit 1
    ) newest on true
    left join list_ranks current
      on current.media_id = t.media_id and current.list_id = s.list_id and current.day = newest.day
    where t.media_id = :media_id
    order by s.list_id
    """).bindparams(bindparam("media_id", type_=UuidType, required=True))
)


class SqlListReader:
    """Ranked lists in Postgres."""

    def __init__(self, reads: ReadPool) -> None:
        self._reads = reads

    async def lists(self) -> list[StoredList]:
        """Return every list, by its id."""
        return [_stored(row) for row in await self._reads.fetch(_LISTS)]

    async def observed(self, list_id: str, span: Span) -> tuple[StoredList | None, frozenset[date]]:
        """Return a list and the days of the span on which it was read."""
        row = await self._reads.fetch_row(_LIST, {"list_id": list_id})
        if row is None:
            return None, frozenset()
        days = await self._reads.fetch(_DAYS, {"list_id": list_id, "first": span.first, "last": span.last})
        return _stored(row), frozenset(day["day"] for day in days)

    async def ranks(self, list_id: str, span: Span, most: int) -> list[RankedTitle]:
        """Return the first ranks per day of the span."""
        values = {"list_id": list_id, "first": span.first, "last": span.last, "most": most}
        return [RankedTitle(*row) for row in await self._reads.fetch(_RANKS, values)]

    async def standings(self, media_id: UUID) -> list[Standing] | None:
        """Return the lists in which a title was: a title that was in none has one row without a list."""
        rows = await self._reads.fetch(_STANDINGS, {"media_id": media_id})
        if not rows:
            return None
        return [_standing(row) for row in rows if row["list_id"] is not None]


def _stored(row: Record) -> StoredList:
    return StoredList(row["list_id"], row["kind"], row["region"], row["first_day"], row["last_day"], row["size"])


def _standing(row: Record) -> Standing:
    return Standing(
        list_id=row["list_id"],
        region=row["region"],
        entered_on=row["entered_on"],
        last_day=row["last_day"],
        days=row["days"],
        peak_rank=row["peak_rank"],
        peak_day=row["peak_day"],
        rank=row["rank"],
        left_on=row["left_on"],
    )
