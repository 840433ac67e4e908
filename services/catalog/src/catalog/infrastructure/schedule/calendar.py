"""The schedule in Postgres: ranges of the indexes over the instants of airing and the days of release."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final

from sqlalchemy import text

from catalog.application.schedule.read_models import Audience, NewEpisode, ScheduledEpisode, ScheduledRelease
from catalog.domain.airing import DAY_ENDS_AFTER
from catalog.domain.calendar import Days, utc_midnight
from chassis.storage.reads import CompiledRead, ReadPool

_MINE: Final = """
    join user_states u on u.media_id = m.media_id and u.user_id = :user_id and not u.removed
      and u.state in ('watching', 'planned')
"""
# The copy in the document, or the row of `slugs` for a title that the previous release has imported.
_SLUG: Final = "coalesce(d.slug, (select slug from slugs where media_id = d.media_id and current))"
# An airing without an instant has a later `aired_at`: the end of its day.
_TIMED: Final = "e.aired_at is not distinct from e.starts_at"


@lru_cache
def _episodes(*, mine: bool, localized: bool, revisions: bool) -> CompiledRead:
    return CompiledRead(
        text(f"""
    select e.starts_at, {_TIMED} as timed, e.media_id, {_SLUG} as slug, d.billing, {_texts(localized=localized)},
           e.scheduled, m.tmdb_id, {"greatest(n.version, m.imported_version)" if revisions else "0"} as version
    from episodes e
    join media m on m.media_id = e.media_id and m.listed
    {_MINE if mine else ""}
    {"join seasons n on n.season_id = e.season_id" if revisions else ""}
    join documents d on d.media_id = e.media_id and d.billing is not null
    where e.starts_at >= :earliest and e.starts_at < :latest
      and case when {_TIMED} then e.starts_at >= :start and e.starts_at < :end
               else e.starts_at >= :first_day and e.starts_at < :end_day end
    order by e.starts_at, e.media_id, e.season, e.number
    limit {{limit}}
    """)  # noqa: S608 - composed of constants
    )


@lru_cache
def _releases(*, mine: bool, localized: bool) -> CompiledRead:
    return CompiledRead(
        text(f"""
    select r.day, r.type, m.media_id, {_SLUG} as slug, d.found, {_texts(localized=localized)},
           m.imported_version
    from (
      select media_id, theatrical as day, 'theatrical' as type from media_releases
      where region = :region and theatrical >= :first and theatrical < :end
      union all
      select media_id, digital, 'digital' from media_releases
      where region = :region and digital >= :first and digital < :end
    ) r
    join media m on m.media_id = r.media_id and m.listed and m.kind = 'movie'
    {_MINE if mine else ""}
    join documents d on d.media_id = m.media_id
    order by r.day, m.popularity_score desc nulls last, m.media_id, r.type
    limit {{limit}}
    """)  # noqa: S608 - composed of constants
    )


@lru_cache
def _newest(*, localized: bool) -> CompiledRead:
    return CompiledRead(
        text(f"""
    select newest.media_id, {_SLUG} as slug, d.billing, {_texts(localized=localized)}, newest.season, newest.number,
           newest.title, coalesce(newest.air_date, cast(newest.starts_at at time zone 'UTC' as date)) as air_date,
           case when newest.aired_at = newest.starts_at then newest.starts_at end as airs_at
    from (
      select distinct on (e.media_id) e.media_id, e.season, e.number, e.title, e.starts_at, e.aired_at, e.air_date
      from episodes e join media m on m.media_id = e.media_id and m.listed
      where e.starts_at > :starts_after and e.starts_at <= :until
        and coalesce(e.aired_at, e.starts_at) > :after and coalesce(e.aired_at, e.starts_at) <= :until
      order by e.media_id, e.starts_at desc, e.season desc, e.number desc
    ) newest
    join documents d on d.media_id = newest.media_id and d.billing is not null
    order by newest.starts_at desc, newest.media_id
    limit :limit
    """)  # noqa: S608 - composed of constants
    )


def _texts(*, localized: bool) -> str:
    return "d.texts" if localized else "null as texts"


class SqlSchedule:
    """The schedule in Postgres."""

    def __init__(self, reads: ReadPool) -> None:
        self._reads = reads

    async def episodes(self, days: Days, audience: Audience, limit: int) -> Sequence[ScheduledEpisode]:
        """Return at most `limit` episodes of the days, in the order of `starts_at`."""
        start, end = days.midnight(days.first), days.midnight(days.end)
        first_day, end_day = utc_midnight(days.first), utc_midnight(days.end)
        mine = audience.user_id is not None
        read = _episodes(mine=mine, localized=audience.localized, revisions=audience.revisions)
        values = {
            "earliest": min(start, first_day),
            "latest": max(end, end_day),
            "start": start,
            "end": end,
            "first_day": first_day,
            "end_day": end_day,
            "user_id": audience.user_id,
            "limit": limit,
        }
        return [ScheduledEpisode(*row) for row in await self._reads.fetch(read, values)]

    async def releases(self, days: Days, audience: Audience, region: str, limit: int) -> Sequence[ScheduledRelease]:
        """Return at most `limit` releases of movies in a region on the days, by day, the most popular first."""
        read = _releases(mine=audience.user_id is not None, localized=audience.localized)
        values = {
            "region": region,
            "first": days.first,
            "end": days.end,
            "user_id": audience.user_id,
            "limit": limit,
        }
        return [ScheduledRelease(*row) for row in await self._reads.fetch(read, values)]

    async def newest(self, after: datetime, until: datetime, limit: int, *, localized: bool) -> Sequence[NewEpisode]:
        """Return the newest episode of each listed show that aired after `after` and by `until`, latest first."""
        values = {"starts_after": after - DAY_ENDS_AFTER, "after": after, "until": until, "limit": limit}
        return [NewEpisode(*row) for row in await self._reads.fetch(_newest(localized=localized), values)]
