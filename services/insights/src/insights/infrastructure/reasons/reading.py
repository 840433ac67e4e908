"""Reading the facts near movements: one statement per page, of ranges of primary keys and of an index."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, Date, Text, bindparam, text
from sqlalchemy import Uuid as UuidType

from chassis.storage.reads import CompiledRead, ReadPool
from insights.application.reasons.ports import NearFacts
from insights.domain.reasons.outage import Outage
from insights.domain.reasons.reason import NearFact, near

# A title enters a list on a day when the list had a day before, on which the title was not in it. Ranks are read per
# title (`offset 0`), and the day before per entry (`limit 1`): as joins, Postgres would read all ranks.
_NEAR: Final = CompiledRead(
    text("""
    with requested as (select * from unnest(:media_ids, :firsts, :lasts) as requested (media_id, first, last))
    select r.media_id, f.code, cast(stated.day as date) as day, stated.label, stated.region as place,
      cast(null as timestamptz) as since, cast(null as timestamptz) as ended_at
    from requested r
    join title_facts f on f.media_id = r.media_id
    cross join lateral unnest(f.days, f.labels, f.regions) as stated (day, label, region)
    where cast(stated.day as date) between r.first and r.last
    union all
    select r.media_id, 'ARRIVED_ON_SERVICE', a.day, a.service, a.region, null, null
    from requested r
    join arrivals a on a.media_id = r.media_id and a.day between r.first and r.last
    union all
    select r.media_id, 'LIST_ENTRY', l.day, l.list_id, cast(l.rank as text), null, null
    from requested r
    cross join lateral (
      select * from list_ranks where list_ranks.media_id = r.media_id and day between r.first and r.last offset 0
    ) l
    cross join lateral (
      select d.day from list_days d where d.list_id = l.list_id and d.day < l.day order by d.day desc limit 1
    ) earlier
    where (
      select p.rank from list_ranks p
      where p.media_id = l.media_id and p.list_id = l.list_id and p.day = earlier.day limit 1
    ) is null
    union all
    select null, 'SOURCE_OUTAGE', null, source, null, since, coalesce(ended_at, lead(since) over (order by since))
    from source_outages where source = :source
    """).bindparams(
        bindparam("media_ids", type_=ARRAY(UuidType), required=True),
        bindparam("firsts", type_=ARRAY(Date), required=True),
        bindparam("lasts", type_=ARRAY(Date), required=True),
        bindparam("source", type_=Text, required=True),
    )
)


class SqlReasonReader:
    """Facts in Postgres."""

    def __init__(self, reads: ReadPool) -> None:
        self._reads = reads

    async def near(self, days: Mapping[UUID, date], window_days: int, source: str) -> NearFacts:
        """Read all titles and all outages of the source, which are few, in one statement."""
        spans = [near(day, window_days) for day in days.values()]
        values = {
            "media_ids": list(days),
            "firsts": [first for first, _ in spans],
            "lasts": [last for _, last in spans],
            "source": source,
        }
        facts: defaultdict[UUID, list[NearFact]] = defaultdict(list)
        outages: list[Outage] = []
        for media_id, code, day, label, place, since, ended_at in await self._reads.fetch(_NEAR, values):
            if media_id is None:
                outages.append(Outage(label, since, ended_at))
            else:
                facts[media_id].append(NearFact(code, day, label, place))
        return NearFacts(facts, outages)
