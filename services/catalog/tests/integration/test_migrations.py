"""The schema: up, down, up, and no difference between the tables in code and in the database."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest
from sqlalchemy import select

from catalog.infrastructure.discovery.tables import BUILT_BY_EVENTS
from catalog.infrastructure.schema import metadata
from catalog.infrastructure.tables import MARKS, OWN_STATE, READ_MODEL, UNUSED, outbox
from chassis.storage import migrations
from contracts.examples import EXAMPLES
from devstack.testing.pytest_plugin import CreateDatabase

if TYPE_CHECKING:
    from services.catalog.tests.integration.conftest import Catalog

pytestmark = pytest.mark.integration


async def test_migrations_go_up_down_up_and_match_the_tables(create_database: CreateDatabase) -> None:
    urls = await create_database("catalog", migrate=False)

    await asyncio.to_thread(migrations.upgrade, "catalog", urls.owner)
    await asyncio.to_thread(migrations.downgrade, "catalog", urls.owner, "base")
    assert await left_behind(urls.superuser) == {"alembic_version"}
    await asyncio.to_thread(migrations.upgrade, "catalog", urls.owner)
    await asyncio.to_thread(migrations.check, "catalog", urls.owner)


async def test_titles_are_unchanged_by_the_migration_that_adds_deletion(create_database: CreateDatabase) -> None:
    urls = await create_database("catalog", migrate=False)
    await asyncio.to_thread(migrations.upgrade, "catalog", urls.owner, "0001")
    await run(urls.owner, TITLES_OF_0001)

    await asyncio.to_thread(migrations.upgrade, "catalog", urls.owner)
    assert await run(urls.owner, LISTED) == [1]
    await run(
        urls.owner, "insert into media (media_id, kind, tmdb_id, title) values (gen_random_uuid(), 'show', 3, 'C')"
    )
    assert await run(urls.owner, LISTED) == [1, 3], "the previous release continues to write"
    await run(urls.owner, "update media set gone_at = now() where tmdb_id = 1")
    assert await run(urls.owner, LISTED) == [3]

    await asyncio.to_thread(migrations.downgrade, "catalog", urls.owner, "0001")
    assert await run(urls.owner, LISTED) == [3]


async def test_dates_of_movies_become_dates_of_the_default_region(create_database: CreateDatabase) -> None:
    urls = await create_database("catalog", migrate=False)
    await asyncio.to_thread(migrations.upgrade, "catalog", urls.owner, "0002")
    await run(urls.owner, MOVIES_OF_0002)

    await asyncio.to_thread(migrations.upgrade, "catalog", urls.owner)
    dates = "select m.tmdb_id from media_releases r join media m using (media_id)"
    assert await run(urls.owner, f"{dates} where region = 'US' and theatrical = '2026-11-01' and digital is null") == [
        1
    ]
    assert await run(urls.owner, f"{dates} order by 1") == [1]
    card = "select convert_from(card, 'UTF8')::jsonb = '{\"title\": \"Ä\"}' from documents"
    assert await run(urls.owner, card) == [True]
    detail = "select convert_from(detail, 'UTF8')::jsonb = '{\"budget\": 1, \"releases\": []}' from documents"
    assert await run(urls.owner, detail) == [True]


async def test_previous_release_searches_and_writes_names_until_it_is_replaced(create_database: CreateDatabase) -> None:
    urls = await create_database("catalog", migrate=False)
    await asyncio.to_thread(migrations.upgrade, "catalog", urls.owner, "0022")
    await run(urls.owner, NAMED_TITLE)
    insert = "insert into media_names (media_id, name) values (md5('1')::uuid, '{}') on conflict do nothing"
    await run(urls.owner, insert.format("Amélie II"))
    search = "select media_id from media_names where compact like '%' || like_text(search_words('{}')) || '%'"
    assert len(await run(urls.owner, search.format("amélie"))) == 1

    await asyncio.to_thread(migrations.upgrade, "catalog", urls.owner)
    await run(urls.owner, insert.format("Amélie III"))
    await run(urls.owner, "delete from media_names where name = 'Amélie II'")
    assert await run(urls.owner, search.format("amélie")) == []

    await asyncio.to_thread(migrations.downgrade, "catalog", urls.owner, "0022")
    names = "select name from media_names where numbered = search_numbered(folded) order by name"
    assert await run(urls.owner, names) == ["Amelie", "Amélie II", "アメリ"], "they are read from the documents"


async def test_discovery_facts_of_stored_titles_are_those_of_their_imports(catalog: Catalog) -> None:
    await catalog.apply(*(event for event in EXAMPLES if event.topic == "media.imported"))
    imported = await discovery_rows(catalog)
    assert all(imported.values())

    await asyncio.to_thread(migrations.downgrade, "catalog", catalog.urls.owner, "0010")
    await asyncio.to_thread(migrations.upgrade, "catalog", catalog.urls.owner)

    assert await discovery_rows(catalog) == imported


async def test_bits_of_stored_titles_are_those_of_their_imports(catalog: Catalog) -> None:
    await catalog.apply(*(event for event in EXAMPLES if event.topic == "media.imported"))
    bits = "select array_agg((tmdb_id, genre_bits, service_bits, filters_version) order by media_id)::text from media"
    imported = await run(catalog.urls.owner, bits)
    statement = (
        "select count(*) from media where genre_bits > 0 and service_bits > 0 and filters_version = imported_version"
    )
    assert await run(catalog.urls.owner, statement) > [0]

    await asyncio.to_thread(migrations.downgrade, "catalog", catalog.urls.owner, "0022")
    await asyncio.to_thread(migrations.upgrade, "catalog", catalog.urls.owner)

    assert await run(catalog.urls.owner, bits) == imported
    await run(catalog.urls.owner, "update media set popularity_score = 1")
    assert await run(catalog.urls.owner, bits) == imported
    await run(catalog.urls.owner, "update media set imported_version = imported_version + 1")
    unknown = "select distinct (genre_bits, service_bits)::text from media"
    assert await run(catalog.urls.owner, unknown) == ["(-1,-1)"], "the previous release has imported the titles"


async def discovery_rows(catalog: Catalog) -> dict[str, list[tuple[object, ...]]]:
    async with catalog.container.runtime.engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in await connection.execute(select(table).order_by(*table.primary_key))]
            for table in BUILT_BY_EVENTS
        }


NAMED_TITLE = """
insert into media (media_id, kind, tmdb_id, title) values (md5('1')::uuid, 'movie', 1, 'Amelie');
insert into documents (media_id, version, card, detail, found, texts, offers, seasons)
values (md5('1')::uuid, 1, '{}', '{}', convert_to('{"title": "Amelie", "originalTitle": "Amélie  II"}', 'UTF8'),
        convert_to('{"translations": {"ja": ["アメリ", null], "de": [null, "x"], "fr": ["Amelie", null]}}', 'UTF8'),
        '{}', '[]')
"""
TITLES_OF_0001 = """
insert into media (media_id, kind, tmdb_id, title)
values (gen_random_uuid(), 'movie', 1, 'A'), (gen_random_uuid(), 'movie', 2, null);
insert into documents (media_id, version, card, detail, found, offers, seasons)
select media_id, 1, '{}', '{}', '{}', '{}', '[]' from media
"""
MOVIES_OF_0002 = """
insert into media (media_id, kind, tmdb_id, title, theatrical_release_date, digital_release_date)
values (md5('1')::uuid, 'movie', 1, 'A', '2026-11-01', null), (md5('2')::uuid, 'movie', 2, 'B', null, null),
       (md5('3')::uuid, 'show', 3, 'C', null, null);
insert into documents (media_id, version, card, detail, found, offers, seasons)
select media_id, 1, convert_to('{"title":"Ä","theatricalReleaseDate":"2026-11-01","digitalReleaseDate":null}', 'UTF8'),
       convert_to('{"theatricalReleaseDate":"2026-11-01","digitalReleaseDate":null,"budget":1}', 'UTF8'),
       '{}', '{}', '[]'
from media where tmdb_id = 1
"""
LISTED = "select tmdb_id from media where listed order by tmdb_id"


async def run(url: str, statement: str) -> list[Any]:
    """Run statements as the owner of the schema, and return the first column of the result."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("set search_path = catalog, public")
        if statement.startswith("select"):
            return [row[0] for row in await connection.fetch(statement)]
        await connection.execute(statement)
        return []
    finally:
        await connection.close()


async def left_behind(url: str) -> set[str]:
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch(
            "select relname as name from pg_class where relnamespace = 'catalog'::regnamespace and relkind = 'r' "
            "union all select proname from pg_proc where pronamespace = 'catalog'::regnamespace"
        )
    finally:
        await connection.close()
    return {row["name"] for row in rows}


def test_replay_rebuilds_every_table_except_own_state_and_outbox() -> None:
    kept = {*OWN_STATE, *UNUSED, *MARKS, outbox, metadata.tables["outbox_lanes"]}
    assert {*READ_MODEL} | kept == set(metadata.tables.values())
    assert not {*OWN_STATE, outbox} & set(READ_MODEL)
