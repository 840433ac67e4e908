"""The migrations of the library."""

import asyncio
from uuid import UUID

import asyncpg
import pytest

from chassis.storage import migrations
from devstack.testing.pytest_plugin import CreateDatabase

pytestmark = pytest.mark.integration


async def test_migrations_go_up_down_up_and_match_the_tables(create_database: CreateDatabase) -> None:
    url = (await create_database("library", migrate=False)).owner

    await asyncio.to_thread(migrations.upgrade, "library", url)
    await asyncio.to_thread(migrations.downgrade, "library", url, "base")
    await asyncio.to_thread(migrations.upgrade, "library", url)
    await asyncio.to_thread(migrations.check, "library", url)


async def test_every_entry_becomes_the_marks_that_say_the_same(create_database: CreateDatabase) -> None:
    url = (await create_database("library", migrate=False)).owner
    await asyncio.to_thread(migrations.upgrade, "library", url)
    await asyncio.to_thread(migrations.downgrade, "library", url, "0006")
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    await connection.execute(ENTRIES_BEFORE)

    await asyncio.to_thread(migrations.upgrade, "library", url)

    rows = await connection.fetch("select media_id, kind, value::text from library.marks order by sequence")
    journaled = await connection.fetchval("select count(*) from library.entries where journaled_version = version")
    await connection.close()
    assert [(row["media_id"].int, row["kind"], row["value"]) for row in rows] == [
        (1, "progress", '{"replace": true, "seasons": {"0": 1, "2": 5}}'),
        (1, "rating", "85"),
        (1, "notes", '"With Ann"'),
        (1, "state", '"watching"'),
        (2, "state", '"planned"'),
        (3, "progress", '{"replace": true, "seasons": {"4": 2}}'),
        (3, "state", '"completed"'),
        (4, "progress", '{"replace": true, "seasons": {"0": 3}}'),
        (4, "state", '"watching"'),
    ]
    assert journaled == 5


ENTRIES_BEFORE = f"""
insert into library.entries
  (user_id, media_id, kind, tmdb_id, version, state, rating, season, episode, seasons, notes, created_at, updated_at)
values
  ('{UUID(int=7)}', '{UUID(int=1)}', 'show', 1, 1, 'watching', 85, 2, 5, '{{"0": 1, "2": 5}}', 'With Ann', now(),
   now()),
  ('{UUID(int=7)}', '{UUID(int=2)}', 'movie', 2, 1, 'planned', null, null, null, null, null, now(), now()),
  ('{UUID(int=7)}', '{UUID(int=3)}', 'show', 3, 1, 'completed', null, 4, 2, '{{"3": 9}}', null, now(), now()),
  ('{UUID(int=7)}', '{UUID(int=4)}', 'show', 4, 1, 'watching', null, null, null, '{{"0": 3}}', null, now(), now()),
  ('{UUID(int=7)}', '{UUID(int=5)}', 'movie', 5, 2, null, null, null, null, null, null, null, now())
"""
