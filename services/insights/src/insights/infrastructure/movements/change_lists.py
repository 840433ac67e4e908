"""Reading lists of changes: one statement per request.

Without a filter, a list is the beginning of the index of changes by size. With one, the titles that pass it are found
first, per kind and at most a few thousand. Their changes are read by key and sorted; only when more titles pass, of
which some are soon found, the index of changes is read until the list is full. A filter's value is part of the
statement's text, so that Postgres knows whether an index finds its titles faster; the id of a title is a parameter,
since its index always does.
"""

from functools import cache
from typing import Final

from sqlalchemy import ARRAY, SmallInteger, Text, Uuid, bindparam, text

from chassis.storage.reads import CompiledRead, ReadPool, Record
from insights.application.movements.change_lists import ChangedTitle, ChangeFilter, ChangeList, Extent
from insights.domain.movements.robust import Change
from insights.domain.movements.tracked import TRACKED
from insights.domain.signals.signal import GLOBAL, Signal
from insights.infrastructure.movements.kept import TITLE_COLUMNS, VERSIONS, Kept
from insights.infrastructure.titles.rows import to_title

# The newest day, the columns of the change, and those that identify the content of the title.
_KEY: Final = slice(1, 1 + 8 + VERSIONS)
_CHANGES: Final = """
select newest.as_of, strongest.*
from (
  select max(day) as as_of from signal_changes where signal = :signal and window_days = :window_days
) newest
left join lateral (
  select list.*
  from unnest(:directions) as requested (direction)
  cross join lateral (
    select ranked.*
    from unnest(:kinds) as chosen (kind)
    cross join lateral (
      select c.day, c."current", c.expected, c.strength, c.days_observed, c.window_days, c.direction, c.magnitude,
        /* title */
      from signal_changes c join titles t on t.media_id = c.media_id
      where c.signal = :signal and c.window_days = :window_days and c.direction = requested.direction
        and c.kind = chosen.kind and t.facts_version is not null and t.gone_at is null
      order by c.magnitude desc, c.media_id
      limit {limit}
    ) ranked
    order by ranked.magnitude desc, ranked.media_id
    limit {limit}
  ) list
) strongest on true
order by strongest.direction, strongest.magnitude desc, strongest.media_id
"""
_MOST_SORTED: Final = 2_000
_FILTERED: Final = """
select newest.as_of, strongest.*
from (
  select max(day) as as_of from signal_changes where signal = :signal and window_days = :window_days
) newest
left join lateral (
  select list.*
  from unnest(:kinds) as chosen (kind)
  cross join lateral (
    select array_agg(found.media_id) as media_ids, count(*) as number
    from (
      select t.media_id from titles t
      where t.kind = chosen.kind and t.facts_version is not null and t.gone_at is null /* conditions */
      limit :most_sorted + 1
    ) found
  ) matching
  cross join unnest(:directions) as requested (direction)
  cross join lateral (
    (
      select c.day, c."current", c.expected, c.strength, c.days_observed, c.window_days, c.direction, c.magnitude,
        c.media_id
      from unnest(matching.media_ids) as found (media_id) join signal_changes c on c.media_id = found.media_id
      where matching.number <= :most_sorted
        and c.signal = :signal and c.window_days = :window_days and c.direction = requested.direction
      order by c.magnitude desc, c.media_id
      limit {limit}
    )
    union all
    (
      select c.day, c."current", c.expected, c.strength, c.days_observed, c.window_days, c.direction, c.magnitude,
        c.media_id
      from signal_changes c join titles t on t.media_id = c.media_id
      where matching.number > :most_sorted
        and c.signal = :signal and c.window_days = :window_days and c.direction = requested.direction
        and c.kind = chosen.kind and t.facts_version is not null and t.gone_at is null /* conditions */
      order by c.magnitude desc, c.media_id
      limit {limit}
    )
  ) ranked
  cross join lateral (
    select ranked.day, ranked."current", ranked.expected, ranked.strength, ranked.days_observed, ranked.window_days,
      ranked.direction, ranked.magnitude,
      /* title */
    from titles t where t.media_id = ranked.media_id
  ) list
) strongest on true
order by strongest.direction, strongest.magnitude desc, strongest.media_id
""".replace(":most_sorted + 1", str(_MOST_SORTED + 1)).replace(":most_sorted", str(_MOST_SORTED))
_CONDITIONS: Final = {
    "genre": " and t.genres @> array[{genre}]",
    "country": " and t.countries @> array[{country}]",
    "provider": " and t.providers @> array[{provider}]",
    "media_id": " and t.media_id = :media_id",
}
_EXTENT: Final = CompiledRead(
    text("""
    select min(series.first_day) as first_day, max(series.newest_day - series.first_day) as longest_days
    from (
      select min(day) as first_day, max(day) as newest_day from daily_signals
      where signal = :signal and source = :source and region = :region group by media_id
    ) series
    """).bindparams(
        bindparam("signal", type_=SmallInteger, required=True),
        bindparam("source", type_=SmallInteger, required=True),
        bindparam("region", type_=Text, required=True),
    )
)


class SqlChangeReader:
    """Lists of changes in Postgres."""

    def __init__(self, reads: ReadPool) -> None:
        self._reads = reads
        self._items = Kept(_changed, _KEY)

    async def changes(self, signal: Signal, window_days: int, chosen: ChangeFilter, limit: int) -> ChangeList:
        """Read per direction and kind the strongest changes, joined with their titles."""
        filters = {name: getattr(chosen, name) for name in _CONDITIONS}
        limits = {name: value for name, value in filters.items() if value is not None}
        values = {"signal": signal, "window_days": window_days, "kinds": chosen.kinds, "limit": limit, **limits}
        values["directions"] = chosen.directions
        rows = await self._reads.fetch(_statement(tuple(limits)), values)
        items = [self._items(row) for row in rows if row["media_id"] is not None]
        return ChangeList(rows[0]["as_of"], items)

    async def extent(self, signal: Signal) -> Extent | None:
        """Read it only when there is no change of the signal yet, which is when there are few rows."""
        [source] = [tracked.source for tracked in TRACKED if tracked.signal == signal]
        row = await self._reads.fetch_row(_EXTENT, {"signal": signal, "source": source, "region": GLOBAL})
        return Extent(row["first_day"], row["longest_days"]) if row and row["first_day"] else None


@cache
def _statement(filters: tuple[str, ...]) -> CompiledRead:
    """Return the statement with the conditions of some filters."""
    statement = _FILTERED if filters else _CHANGES
    conditions = "".join([_CONDITIONS[name] for name in filters])
    identified = [bindparam("media_id", type_=Uuid, required=True)] if "media_id" in filters else []
    return CompiledRead(
        text(statement.replace("/* conditions */", conditions).replace("/* title */", TITLE_COLUMNS)).bindparams(
            *identified,
            bindparam("signal", type_=SmallInteger, required=True),
            bindparam("window_days", type_=SmallInteger, required=True),
            bindparam("directions", type_=ARRAY(Text), required=True),
            bindparam("kinds", type_=ARRAY(Text), required=True),
        )
    )


def _changed(row: Record) -> ChangedTitle:
    change = Change(
        window_days=row["window_days"],
        day=row["day"],
        current=row["current"],
        expected=row["expected"],
        strength=row["strength"],
        days_observed=row["days_observed"],
    )
    return ChangedTitle(to_title(row), change)
