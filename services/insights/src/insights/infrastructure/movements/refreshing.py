"""The rollup of movements, written by one process at a time."""

from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Integer, Text, bindparam, delete, insert, select, text, update
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.messaging.transaction import Transaction
from contracts.event import encode
from insights.application.change_keys import KEYS
from insights.domain.movements.movement import FRESH_DAYS, Movement, Window, WindowEndpoints
from insights.domain.movements.trend import Standing, Trend
from insights.domain.signals.signal import GLOBAL, Signal, Source
from insights.infrastructure.movements.event_mapping import trend_changed
from insights.infrastructure.movements.rows import to_movement_row
from insights.infrastructure.movements.tables import movement_windows
from insights.infrastructure.movements.tables import movements as movement_table
from insights.infrastructure.titles.tables import titles

_ENDPOINTS: Final = text("""
select requested.media_id, span.days, newest.day, newest.total, before.total as before, earlier.total as earlier
from unnest(:media_ids) as requested (media_id)
join titles t on t.media_id = requested.media_id and t.gone_at is null
cross join lateral (
  select s.day, s.value::bigint as total from daily_signals s
  where s.media_id = requested.media_id and s.signal = :signal and s.source = :source and s.region = :region
  order by s.day desc limit 1
) newest
cross join unnest(:days, :tolerances) as span (days, tolerance)
left join lateral (
  select s.value::bigint as total from daily_signals s
  where s.media_id = requested.media_id and s.signal = :signal and s.source = :source and s.region = :region
    and s.day between newest.day - span.days - span.tolerance and newest.day - span.days
  order by s.day desc limit 1
) before on true
left join lateral (
  select s.value::bigint as total from daily_signals s
  where s.media_id = requested.media_id and s.signal = :signal and s.source = :source and s.region = :region
    and s.day between newest.day - 2 * span.days - span.tolerance and newest.day - 2 * span.days
  order by s.day desc limit 1
) earlier on true
""").bindparams(
    bindparam("media_ids", type_=ARRAY(UuidType)),
    bindparam("days", type_=ARRAY(Integer)),
    bindparam("tolerances", type_=ARRAY(Integer)),
)

_EXTENT: Final = text("""
select max(extent.last) as last, min(extent.first) as first
from unnest(:media_ids) as requested (media_id)
cross join lateral (
  select
    (select s.day from daily_signals s
     where s.media_id = requested.media_id and s.signal = :signal and s.source = :source and s.region = :region
     order by s.day desc limit 1) as last,
    (select s.day from daily_signals s
     where s.media_id = requested.media_id and s.signal = :signal and s.source = :source and s.region = :region
     order by s.day limit 1) as first
) extent
""").bindparams(bindparam("media_ids", type_=ARRAY(UuidType)))

_MARK_CHANGES: Final = text(
    "insert into stale_changes (media_id) select unnest(:media_ids) on conflict do nothing"
).bindparams(bindparam("media_ids", type_=ARRAY(UuidType)))
_LOCK_WINDOWS: Final = text("select from movement_windows order by window_days for update")
_EXTEND: Final = text("""
update movement_windows set
  as_of = greatest(as_of, cast(:last as date)),
  data_since = least(data_since, cast(:first as date)),
  refreshed_at = :now
""")
_DELETE_OLD: Final = text("""
delete from movements m using movement_windows w
where w.window_days = m.window_days and m.day < w.as_of - cast(:fresh_days as integer)
returning m.media_id
""")
_COUNT: Final = text("""
update movement_windows w set titles = (select count(*) from movements m where m.window_days = w.window_days)
""")

_STANDINGS: Final = text("""
select t.media_id, t.kind, t.tmdb_id, p.direction as published, p.version, m.direction, m.day
from unnest(:media_ids) as requested (media_id)
join titles t on t.media_id = requested.media_id
left join movements m on m.media_id = t.media_id and m.window_days = :days
left join trends p on p.media_id = t.media_id
order by t.media_id
""").bindparams(bindparam("media_ids", type_=ARRAY(UuidType)))
_SAVE_TRENDS: Final = text("""
insert into trends (media_id, direction, version)
select media_id, direction, version
from unnest(:media_ids, :directions, :versions) as turned (media_id, direction, version)
on conflict (media_id) do update set direction = excluded.direction, version = excluded.version
""").bindparams(
    bindparam("media_ids", type_=ARRAY(UuidType)),
    bindparam("directions", type_=ARRAY(Text)),
    bindparam("versions", type_=ARRAY(BigInteger)),
)

SERVICE: Final = "insights"
_WATCHERS: Final = {"signal": Signal.TOTAL_WATCHERS, "source": Source.TRAKT, "region": GLOBAL}


class SqlMovementWork:
    """Computes movements in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    async def claim_stale(self, limit: int) -> list[UUID]:
        """Lock stale titles that no consumer has locked, and clear their mark.

        A consumer that waits for the lock marks its title again, so no snapshot is missed. The windows are locked too,
        which serializes the processes that refresh. The changes of the titles are marked to be computed too.
        """
        query = (
            select(titles.c.media_id)
            .where(titles.c.stale)
            .order_by(titles.c.media_id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        media_ids = list((await self._connection.execute(query)).scalars())
        if media_ids:
            await self._connection.execute(_LOCK_WINDOWS)
            await self._connection.execute(update(titles).where(titles.c.media_id.in_(media_ids)).values(stale=False))
            await self._connection.execute(_MARK_CHANGES, {"media_ids": media_ids})
        return media_ids

    async def endpoints(
        self, media_ids: Sequence[UUID], windows: Sequence[Window]
    ) -> list[tuple[UUID, WindowEndpoints]]:
        """Read the endpoints by primary key: at most seven rows per title."""
        parameters = {
            "media_ids": list(media_ids),
            "days": [window.days for window in windows],
            "tolerances": [window.tolerance for window in windows],
            **_WATCHERS,
        }
        rows = await self._connection.execute(_ENDPOINTS, parameters)
        return [(row.media_id, WindowEndpoints(row.days, row.day, row.total, row.before, row.earlier)) for row in rows]

    async def replace(self, media_ids: Sequence[UUID], movements: Sequence[tuple[UUID, Movement]]) -> None:
        """Delete the rows of `media_ids` and insert those of `movements`."""
        await self._connection.execute(delete(movement_table).where(movement_table.c.media_id.in_(media_ids)))
        if not movements:
            return
        query = select(titles.c.media_id, titles.c.kind).where(titles.c.media_id.in_(media_ids))
        kinds = {row.media_id: row.kind for row in await self._connection.execute(query)}
        rows = [to_movement_row(media_id, kinds[media_id], movement) for media_id, movement in movements]
        await self._connection.execute(insert(movement_table), rows)

    async def update_windows(
        self, media_ids: Sequence[UUID], windows: Sequence[Window], now: datetime
    ) -> AbstractSet[UUID]:
        """Extend the windows, delete the movements that are now too old, and count the rest."""
        rows = [{"window_days": window.days} for window in windows]
        await self._connection.execute(upsert(movement_windows).on_conflict_do_nothing(), rows)
        extent = (await self._connection.execute(_EXTENT, {"media_ids": list(media_ids), **_WATCHERS})).one()
        await self._connection.execute(_EXTEND, {"last": extent.last, "first": extent.first, "now": now})
        removed = set((await self._connection.execute(_DELETE_OLD, {"fresh_days": FRESH_DAYS})).scalars())
        await self._connection.execute(_COUNT)
        self._transaction.changed(KEYS.subject("movements"))
        return removed

    async def standings(self, media_ids: Collection[UUID], window: Window) -> Sequence[Standing]:
        """Return published trends and movements by primary key."""
        parameters = {"media_ids": sorted(media_ids), "days": window.days}
        return [Standing(*row) for row in await self._connection.execute(_STANDINGS, parameters)]

    async def publish_trends(self, trends: Sequence[Trend]) -> None:
        """Store trends, with their events in the same transaction."""
        if not trends:
            return
        columns = {
            "media_ids": [trend.media_id for trend in trends],
            "directions": [trend.direction for trend in trends],
            "versions": [trend.version for trend in trends],
        }
        await self._connection.execute(_SAVE_TRENDS, columns)
        await self._transaction.publish(*(encode(trend_changed(trend), SERVICE) for trend in trends))
