"""The migrations of the library."""

import asyncio
from collections.abc import Sequence
from typing import Final
from uuid import UUID, uuid5

import asyncpg
import pytest

from chassis.storage import migrations
from devstack.testing.pytest_plugin import CreateDatabase

pytestmark = pytest.mark.integration

NAMESPACE: Final = UUID("b7c1c3f0-58d4-5b0e-8f6b-1d0a4c9e7a52")
"""The namespace of the ids of entries."""


async def test_migrations_go_up_down_up_and_match_the_tables(create_database: CreateDatabase) -> None:
    url = (await create_database("library", migrate=False)).owner

    await asyncio.to_thread(migrations.upgrade, "library", url)
    await asyncio.to_thread(migrations.downgrade, "library", url, "base")
    await asyncio.to_thread(migrations.upgrade, "library", url)
    await asyncio.to_thread(migrations.check, "library", url)


async def downgraded(create_database: CreateDatabase, revision: str) -> tuple[str, asyncpg.Connection]:
    """Return a database at a former revision, and a connection to it."""
    url = (await create_database("library", migrate=False)).owner
    await asyncio.to_thread(migrations.upgrade, "library", url)
    await asyncio.to_thread(migrations.downgrade, "library", url, revision)
    return url, await asyncpg.connect(url.replace("+asyncpg", ""))


async def test_every_entry_becomes_the_marks_that_say_the_same(create_database: CreateDatabase) -> None:
    url, connection = await downgraded(create_database, "0006")
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


def keys_of(rows: Sequence[asyncpg.Record]) -> list[tuple[str, int, str | None]]:
    return [(row["name"], row["id"].int, row["key"]) for row in rows]


async def test_every_play_and_mark_gets_the_key_of_its_id(create_database: CreateDatabase) -> None:
    url, connection = await downgraded(create_database, "0021")
    await connection.execute(ITEMS_BEFORE)
    others = await connection.fetch(OTHER_COLUMNS)

    await asyncio.to_thread(migrations.upgrade, "library", url)
    keys = keys_of(await connection.fetch(KEYS))
    same = await connection.fetch(OTHER_COLUMNS)
    await asyncio.to_thread(migrations.downgrade, "library", url, "0021")
    reverted = keys_of(await connection.fetch(KEYS))
    await asyncio.to_thread(migrations.upgrade, "library", url)
    again = keys_of(await connection.fetch(KEYS))
    await connection.close()

    expected = [
        (1, f"marquee:{UUID(int=1)}"),
        (2, "import:a"),
        (3, f"marquee:{UUID(int=3)}"),
        (4, f"marquee:{UUID(int=4)}"),
        (5, None),
    ]
    assert keys == [("marks", *row) for row in expected] + [("plays", *row) for row in expected]
    assert again == keys
    assert [key for _, _, key in reverted] == [None, "import:a", None, None, None] * 2
    assert same == others


async def test_every_entry_gets_its_id(create_database: CreateDatabase) -> None:
    url, connection = await downgraded(create_database, "0014")
    await connection.execute(ENTRIES_BEFORE)

    await asyncio.to_thread(migrations.upgrade, "library", url)

    rows = await connection.fetch("select media_id, entry_id from library.entries order by media_id")
    await connection.close()
    assert [row["media_id"].int for row in rows] == [1, 2, 3, 4, 5]
    assert [row["entry_id"] for row in rows] == [uuid5(NAMESPACE, f"{UUID(int=7)}:{row['media_id']}") for row in rows]


ITEMS_BEFORE = f"""
insert into library.plays
  (play_id, user_id, media_id, precision, origin, key, batch_id, at, recorded_at, retracted_at)
select id, '{UUID(int=7)}', '{UUID(int=603)}', 'unknown', 'api', key, batch_id, now(), now(), retracted_at
from (values {{items}}) as item (id, key, batch_id, retracted_at);
insert into library.marks
  (mark_id, user_id, media_id, kind, value, origin, key, batch_id, at, recorded_at, retracted_at)
select id, '{UUID(int=7)}', '{UUID(int=603)}', 'rating', '85', 'api', key, batch_id, now(), now(), retracted_at
from (values {{items}}) as item (id, key, batch_id, retracted_at);
""".format(
    items=", ".join(
        f"('{UUID(int=number)}'::uuid, {key}::text, {batch}::uuid, {retracted}::timestamptz)"
        for number, key, batch, retracted in (
            (1, "null", "null", "null"),
            (2, "'import:a'", f"'{UUID(int=9)}'", "null"),
            (3, "null", "null", "now()"),
            (4, "null", f"'{UUID(int=9)}'", "null"),
            (5, "null", f"'{UUID(int=9)}'", "now()"),
        )
    )
)
"""Without and with a key, retracted, of an import, and retracted of an import, whose key was released."""
KEYS = """
select * from (
  select 'plays' as name, play_id as id, key from library.plays
  union all select 'marks', mark_id, key from library.marks
) as item order by name, id
"""
OTHER_COLUMNS = """
select to_jsonb(plays) - 'key' as item from library.plays
union all select to_jsonb(marks) - 'key' from library.marks order by item
"""
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
