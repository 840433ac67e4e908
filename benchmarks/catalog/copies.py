"""Many titles from few: rows that the consumer wrote are copied inside the database, with other ids, slugs and scores.

A catalog grows by titles of the past, so copies were released and aired decades before: a calendar and a list of new
movies show the same at every size. People, collections and most keywords of a copy are its own, because a person has no
more titles in a larger catalog; its genres, services, origin and frequent keywords are those of the first. The copies
of a title have its documents, so the ids and dates inside their JSON are those of the first one.

Indexes are dropped before the copy of a table and created after it, which takes a tenth of the time.
"""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Final

import asyncpg
from titles import COLLECTIONS, FREQUENT, PEOPLE

TABLES: Final = (
    *("documents", "media_offers", "media_credits", "media_keywords", "media_releases", "media"),
    *("episodes", "media_genres", "seasons", "media_facets", "title_facts", "evaluations", "slugs"),
)
"""Every table with rows of titles, the largest first."""
AT_A_TIME: Final = 2
"""Tables that are copied at the same time."""
LOAD: Final = """
set maintenance_work_mem = '512MB'; set max_parallel_maintenance_workers = 0; set synchronous_commit = off
"""
_COLUMNS: Final = """
select column_name from information_schema.columns
where table_schema = 'catalog' and table_name = $1 and is_generated = 'NEVER' order by ordinal_position
"""
_KEYS: Final = """
select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint
where conrelid = cast($1 as regclass) and contype = 'p'
"""
_INDEXES: Final = """
select cast(indexrelid as regclass)::text as name, pg_get_indexdef(indexrelid) as definition from pg_index
where indrelid = cast($1 as regclass) and not indisprimary
"""
_YEARS: Final = "interval '1 year' * (20 + copy % 40)"


def _id(column: str) -> str:
    return f"cast(md5(cast(t.{column} as text) || copy) as uuid)"


def _spread(seed: int, most: int) -> str:
    """Return a value below `most` that has no pattern over titles and copies."""
    return f"abs(hashint8(t.tmdb_id * 7919::bigint + copy * 1000003::bigint + {seed})) % {most * 1000} / 1000.0"


def _earlier(column: str) -> str:
    return f"cast(t.{column} - {_YEARS} as date)"


_VALUES: Final = {
    "media_id": _id("media_id"),
    "season_id": _id("season_id"),
    "media.tmdb_id": "t.tmdb_id + copy * {count}",
    "media.imdb_id": "'tt' || t.tmdb_id + copy * {count}",
    "media.ratingo_score": _spread(1, 100),
    "media.popularity_score": _spread(2, 100),
    "media.imported_popularity": _spread(3, 1000),
    **{
        f"media.{column}": _earlier(column)
        for column in ("release_date", "theatrical_release_date", "digital_release_date")
    },
    "media_releases.theatrical": _earlier("theatrical"),
    "media_releases.digital": _earlier("digital"),
    "documents.slug": "t.slug || '-' || copy",
    "slugs.slug": "t.slug || '-' || copy",
    "media_keywords.keyword": f"case when t.keyword like '{FREQUENT}%' then t.keyword "
    "else t.keyword || ' ' || copy end",
    "media_credits.person_id": f"t.person_id + copy * {PEOPLE}",
    "media_facets.collection_id": f"t.collection_id + copy * {COLLECTIONS}",
    "episodes.starts_at": f"t.starts_at - {_YEARS}",
    "episodes.aired_at": f"t.aired_at - {_YEARS}",
    "episodes.air_date": _earlier("air_date"),
}

Connect = Callable[[], AbstractAsyncContextManager[asyncpg.Connection]]


async def copy_titles(connect: Connect, count: int, copies: int) -> None:
    """Add `copies` copies of each of `count` titles, with all their rows. Raise SystemExit when a row is missing."""
    if copies < 1:
        return
    waiting = list(reversed(TABLES))

    async def copy_tables() -> None:
        async with connect() as connection:
            await connection.execute(LOAD)
            while waiting:
                await _copy_table(connection, waiting.pop(), count, copies)

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_A_TIME):
            group.create_task(copy_tables())


async def _copy_table(connection: asyncpg.Connection, table: str, count: int, copies: int) -> None:
    name = f"catalog.{table}"
    names = [row[0] for row in await connection.fetch(_COLUMNS, table)]
    values = [_VALUES.get(f"{table}.{column}") or _VALUES.get(column) or f"t.{column}" for column in names]
    async with connection.transaction():
        before: int = await connection.fetchval(f"select count(*) from {name}")
        [key] = await connection.fetch(_KEYS, name)
        indexes = await connection.fetch(_INDEXES, name)
        await connection.execute(f"alter table {name} drop constraint {key['name']}")
        for index in indexes:
            await connection.execute(f"drop index {index['name']}")
        inserted = await connection.execute(
            f"insert into {name} ({', '.join(names)}) "
            f"select {', '.join(values).format(count=count)} from {name} t, generate_series(1, {copies}) copy",
            timeout=None,
        )
        if inserted != f"INSERT 0 {before * copies}" or not before:
            raise SystemExit(f"{name}: {before} rows became {inserted} in {copies} copies")
        await connection.execute(f"alter table {name} add constraint {key['name']} {key['definition']}", timeout=None)
        for index in indexes:
            await connection.execute(index["definition"], timeout=None)
