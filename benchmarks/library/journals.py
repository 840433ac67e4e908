"""Titles and journals of generated users: rows as the service writes them, inserted in bulk.

One user has the plays of a long life; many others have a hundred each.
"""

from typing import Final
from uuid import UUID

import asyncpg

MOVIES: Final = 2_000
SHOWS: Final = 400
EPISODES: Final = 100
"""Per show: five seasons of twenty."""
OTHERS: Final = 10_000
PLAYS_OF_OTHERS: Final = 100
HEAVY: Final = UUID(int=1)
LIGHT: Final = UUID(int=2)

_TITLES: Final = f"""
insert into library.titles (media_id, kind, tmdb_id, facts_version, name, release_date, ended, listed_seasons, names,
  runtime_minutes, language, countries, genre_ids, streams, details, slug_version, slug)
select md5(kind || number)::uuid, kind, number, 1, kind || ' ' || number, date '1960-01-01' + number * 9, true,
  case kind when 'show' then array[1, 2, 3, 4, 5] end, '{{}}', case kind when 'movie' then 100 end, 'en',
  array['US'], array[18, 80], '{{}}', jsonb_build_object(
    'genres', jsonb_build_array(jsonb_build_array(18, 'Drama'), jsonb_build_array(80 + number % 10, 'Genre')),
    'people', (select jsonb_agg(jsonb_build_array(number * 3 % 900 + one, 'Person ' || one, 'cast'))
      from generate_series(1, 10) one)), 1, kind || '-' || number
from (select 'movie' as kind, number from generate_series(1, {MOVIES}) number
  union all select 'show', number from generate_series(1, {SHOWS}) number) as title
"""
_SEASONS: Final = f"""
insert into library.season_parts (season_id, part, parts, media_id, number, version, episodes, last_episode, details)
select md5('season' || number || '-' || season)::uuid, 1, 1, md5('show' || number)::uuid, season, 1,
  (select array_agg(episode) from generate_series(1, 20) episode), 20,
  (select jsonb_agg(jsonb_build_object('number', episode, 'name', 'Episode ' || episode, 'runtime', 42 + episode % 9,
    'id', number * 1000 + season * 20 + episode)) from generate_series(1, 20) episode)
from generate_series(1, {SHOWS}) number, generate_series(1, 5) season
"""
# Nine of ten plays are of episodes: the number of a play decides the episode, so that shows are seen again and again.
_PLAYS: Final = f"""
insert into library.plays (play_id, user_id, media_id, season, episode, source_id, watched_at, precision, origin, at,
  recorded_at)
select gen_random_uuid(), user_id,
  case when is_movie then md5('movie' || place % {MOVIES} + 1)::uuid else md5('show' || show)::uuid end,
  case when not is_movie then season end, case when not is_movie then episode end,
  case when not is_movie then show * 1000 + season * 20 + episode end, watched_at, 'instant', 'api', watched_at, now()
from (select user_id, number + seed as place, number % 10 = 0 as is_movie,
    (number + seed) / {EPISODES} % {SHOWS} + 1 as show, (number + seed) % {EPISODES} / 20 + 1 as season,
    (number + seed) % 20 + 1 as episode, timestamptz '2026-11-01' - number * interval '57 minutes' as watched_at
  from unnest($1::uuid[], $2::int[]) as owner (user_id, seed), generate_series(1, $3::int) number) as play
"""
_ENTRIES: Final = """
insert into library.entries (user_id, media_id, kind, tmdb_id, version, journaled_version, state, cause, season,
  episode, seasons, created_at, updated_at, plays, episodes_seen, runs, first_watched_at, last_watched_at)
select user_id, media_id, titles.kind, titles.tmdb_id, 1, 1,
  case when titles.kind = 'movie' or media_id::text < '8' then 'completed' else 'watching' end, 'play',
  max(season), case when max(season) is not null then 7 end,
  case when max(season) is not null then jsonb_build_object(max(season)::text, 7) end,
  min(at), max(at), count(*), count(distinct (season, episode)), 1, min(at), max(at)
from library.plays join library.titles using (media_id) group by user_id, media_id, titles.kind, titles.tmdb_id
"""
_COUNTS: Final = "insert into library.play_counts select user_id, count(*), 1 from library.plays group by user_id"
_USERS: Final = "insert into library.users (user_id) select distinct user_id from library.plays"


async def fill(connection: asyncpg.Connection, *, heavy: int, light: int) -> int:
    """Insert titles and journals, and return the number of plays."""
    await connection.execute("set synchronous_commit = off")
    for statement in (_TITLES, _SEASONS):
        await connection.execute(statement)
    others = [UUID(int=number) for number in range(100, 100 + OTHERS)]
    for users, count in (([HEAVY], heavy), ([LIGHT], light), (others, PLAYS_OF_OTHERS)):
        await connection.execute(_PLAYS, users, [user.int * 131 % 30_000 for user in users], count, timeout=600)
    for statement in (_ENTRIES, _COUNTS, _USERS):
        await connection.execute(statement, timeout=600)
    await connection.execute("vacuum analyze", timeout=600)
    total: int = await connection.fetchval("select count(*) from library.plays")
    return total
