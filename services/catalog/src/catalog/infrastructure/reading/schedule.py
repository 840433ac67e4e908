"""The schedule in Postgres: ranges of one index over the instants of airing."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import text

from catalog.application.read_models import NewEpisode, ScheduledEpisode
from catalog.domain.airing import DAY_ENDS_AFTER
from chassis.storage.reads import CompiledRead, ReadPool

_BETWEEN: Final = CompiledRead(
    text("""
    select e.starts_at, e.media_id, s.slug, d.billing, e.scheduled
    from episodes e
    join media m on m.media_id = e.media_id and m.listed
    join slugs s on s.media_id = e.media_id and s.current
    join documents d on d.media_id = e.media_id and d.billing is not null
    where e.starts_at >= :start and e.starts_at < :end
    order by e.starts_at, e.media_id, e.season, e.number
    """)
)

_NEWEST: Final = CompiledRead(
    text("""
    select newest.media_id, s.slug, d.billing, newest.season, newest.number, newest.title,
           coalesce(newest.air_date, cast(newest.starts_at at time zone 'UTC' as date)) as air_date,
           case when newest.aired_at = newest.starts_at then newest.starts_at end as airs_at
    from (
      select distinct on (e.media_id) e.media_id, e.season, e.number, e.title, e.starts_at, e.aired_at, e.air_date
      from episodes e join media m on m.media_id = e.media_id and m.listed
      where e.starts_at > :starts_after and e.starts_at <= :until
        and coalesce(e.aired_at, e.starts_at) > :after and coalesce(e.aired_at, e.starts_at) <= :until
      order by e.media_id, e.starts_at desc, e.season desc, e.number desc
    ) newest
    join slugs s on s.media_id = newest.media_id and s.current
    join documents d on d.media_id = newest.media_id and d.billing is not null
    order by newest.starts_at desc, newest.media_id
    limit :limit
    """)
)


class SqlSchedule:
    """The schedule in Postgres."""

    def __init__(self, reads: ReadPool) -> None:
        self._reads = reads

    async def between(self, start: datetime, end: datetime) -> Sequence[ScheduledEpisode]:
        """Return the episodes of listed shows from `start` up to, not including, `end`, in order of airing."""
        rows = await self._reads.fetch(_BETWEEN, {"start": start, "end": end})
        return [ScheduledEpisode(row[0].astimezone(UTC).date(), *row[1:]) for row in rows]

    async def newest(self, after: datetime, until: datetime, limit: int) -> Sequence[NewEpisode]:
        """Return the newest episode of each listed show that aired after `after` and by `until`, latest first."""
        rows = await self._reads.fetch(
            _NEWEST, {"starts_after": after - DAY_ENDS_AFTER, "after": after, "until": until, "limit": limit}
        )
        return [NewEpisode(*row) for row in rows]
