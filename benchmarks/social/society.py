"""People who are friends, and their activity: rows as the service writes them, inserted in bulk."""

from typing import Final
from uuid import UUID

import asyncpg

PEOPLE: Final = 10_000
FRIENDS: Final = 100
ITEMS: Final = 30
TITLES: Final = 2_000
READER: Final = UUID(int=5_000)
"""Who reads the feed: a hundred friends have done what it shows."""
AUTHOR: Final = UUID(int=PEOPLE + 1)
"""Whom the users of the streams follow."""

_USER: Final = "lpad(to_hex({}), 32, '0')::uuid"
_PEOPLE: Final = f"""
insert into social.people (user_id, version, changed_at, profile_public, show_watch_history, show_ratings,
  allow_followers, username, username_key)
select {_USER.format("n")}, 1, now(), true, true, true, true, 'user_' || n, 'user_' || n
from generate_series(1, {PEOPLE} + 1) n
"""
# Each is the friend of the fifty before and the fifty behind, around the circle.
_FRIENDS: Final = f"""
insert into social.friends (user_id, friend_id, since)
select {_USER.format("n")}, {_USER.format(f"(n - 1 + d + {PEOPLE}) % {PEOPLE} + 1")}, now()
from generate_series(1, {PEOPLE}) n, generate_series(-{FRIENDS} / 2, {FRIENDS} / 2) d where d <> 0
"""
_TITLES: Final = f"""
insert into social.titles (media_id, version, title, slug, is_listed)
select {_USER.format("1000000 + n")}, 1, 'Title ' || n, 'title-' || n, true from generate_series(1, {TITLES}) n
"""
_PERIODS: Final = """
insert into social.privacy_periods (user_id, since, watched, rated) select user_id, changed_at, 1, 1 from social.people
"""
_ITEMS: Final = f"""
insert into social.activities (user_id, kind, media_id, media_kind, day, happened_at, audience, rating, count)
select {_USER.format("n")}, case when k % 3 = 0 then 'rated' else 'watched' end,
  {_USER.format(f"1000000 + (n * 7 + k * 11) % {TITLES} + 1")}, 'movie', case when k % 3 <> 0 then current_date - k end,
  now() - k * interval '1 day' - n * interval '7 seconds', 1, case when k % 3 = 0 then 80 end, 1
from generate_series(1, {PEOPLE}) n, generate_series(1, {ITEMS}) k
"""
_FOLLOWERS: Final = f"""
insert into social.follows (follower_id, followee_id, since, is_accepted)
select {_USER.format("n")}, $1, now(), true from generate_series(1, $2::int) n
"""
_EVENT: Final = f"""
with item as (
  insert into social.activities (user_id, kind, media_id, media_kind, happened_at, audience, rating, count)
  values ($1, 'rated', {_USER.format("1000000 + $2::int")}, 'movie', now(), 1, 80, 1) returning id, user_id
)
insert into social.stream_events (kind, user_id, activity_id, happened_at)
select 'activity', user_id, id, now() from item
"""


async def fill(connection: asyncpg.Connection, followers: int) -> int:
    """Insert people, friends, titles and items, and return the number of items."""
    await connection.execute("set synchronous_commit = off")
    for statement in (_PEOPLE, _FRIENDS, _TITLES, _PERIODS, _ITEMS):
        await connection.execute(statement, timeout=600)
    await connection.execute(_FOLLOWERS, AUTHOR, followers)
    await connection.execute("vacuum analyze", timeout=600)
    total: int = await connection.fetchval("select count(*) from social.activities")
    return total


async def happen(connection: asyncpg.Connection, number: int) -> None:
    """Insert a rating of the author, and its report to the streams, in one transaction."""
    await connection.execute(_EVENT, AUTHOR, number + 1)
