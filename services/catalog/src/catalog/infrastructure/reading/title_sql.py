"""The SQL that all statements about single titles share: the columns that `to_title` reads, and their sources.

A statement names `media` as m, the current row of `slugs` as now, and `documents` as d.
"""

from typing import Final

from catalog.infrastructure.reading.title_rows import ENTRY_COLUMNS

# `to_title` reads these by position, and the columns of a show's progress by name.
FACTS: Final = """m.media_id, m.kind, now.slug, {document} as document, m.stats, m.tmdb_popularity, m.ratingo_score,
           m.total_watchers, m.release_date"""
DATES: Final = "dates.theatrical, dates.digital, dates.region as release_region"
NO_DATES: Final = "null as theatrical, null as digital, null as release_region"
PROGRESS: Final = """aired.season, aired.number, aired.starts_at, aired.aired_at, aired.air_date,
           coming.starts_at as next_at, m.last_air_date, m.next_air_date, m.last_episode_season,
           m.last_episode_number, m.last_episode_date, m.ended"""
TRENDING: Final = """exists (
             select from list_items
             where list_id = 'trending.' || m.kind || '.day' and media_id = m.media_id and rank <= :trending_ranks
           ) as trending"""

DATES_OF_REGION: Final = """
    left join media_releases dates on dates.media_id = m.media_id and dates.region = :region
"""
DATES_OF_REGIONS: Final = """
    left join lateral (
      select r.region, r.theatrical, case when place = 1 then r.digital end as digital
      from unnest(:regions) with ordinality as preferred (region, place)
      join media_releases r on r.media_id = m.media_id and r.region = preferred.region
      where place = 1 or r.theatrical is not null
      order by place limit 1
    ) dates on m.kind = 'movie'
"""
"""A movie's dates in the first of `regions` that has any; of a fallback region only the theatrical date."""
EPISODES: Final = """
    left join lateral (
      select season, number, starts_at, aired_at, air_date from episodes e
      where e.media_id = m.media_id and e.season > 0 and e.starts_at <= :now
        and coalesce(e.aired_at, e.starts_at) <= :now
      order by e.starts_at desc, e.season desc, e.number desc limit 1
    ) aired on m.kind = 'show'
    left join lateral (
      select starts_at from episodes e
      where e.media_id = m.media_id and e.season > 0 and e.starts_at > :open_from
        and coalesce(e.aired_at, e.starts_at) > :now
      order by e.starts_at limit 1
    ) coming on m.kind = 'show'
"""
"""A show's regular episodes before and after `now`; a day that began before `open_from` has ended."""

ENTRY: Final = ", ".join(f"mine.{name} as my_{name}" for name in ENTRY_COLUMNS)
ENTRIES: Final = """
    left join user_states mine on mine.user_id = :user_id and mine.media_id = m.media_id and not mine.removed
"""
"""The user's entry for a title."""
