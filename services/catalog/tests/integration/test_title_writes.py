"""Marks of transactions: pages that are kept are read again after each, and after no other one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import asyncpg
import pytest

from catalog.infrastructure.reading.caches.title_epoch import TitleEpoch
from catalog.infrastructure.writing.title_writes import TitleWrites
from chassis.testing.statements import executed_reads
from contracts.identity import media_id

if TYPE_CHECKING:
    from services.catalog.tests.conftest import Make
    from services.catalog.tests.integration.conftest import Catalog

pytestmark = pytest.mark.integration

TABLES = (
    *("media", "documents", "list_items", "slugs", "seasons"),
    *("media_genres", "media_releases", "media_offers", "media_facets", "media_credits"),
)
LIST = "/movies/trending?sort=ratingo"
WRITE = "update media set stats_at = now()"


@asynccontextmanager
async def connected(catalog: Catalog) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(catalog.urls.app, server_settings={"search_path": "catalog"})
    try:
        yield connection
    finally:
        await connection.close()


async def test_every_write_of_a_title_begins_an_epoch(catalog: Catalog) -> None:
    epoch = TitleEpoch(catalog.container.runtime.reads)
    async with connected(catalog) as connection:
        before = await epoch.current()
        for table in TABLES:
            await connection.execute(f"delete from {table} where false")
            assert (table, await epoch.current()) == (table, before + 1)
            assert await epoch.current() == before + 1
            before += 1
        await connection.execute("delete from user_states")
        assert await epoch.current() == before


async def test_transaction_begins_an_epoch_when_it_commits(catalog: Catalog) -> None:
    epoch = TitleEpoch(catalog.container.runtime.reads)
    async with connected(catalog) as long, connected(catalog) as short:
        begun = await epoch.current()
        transaction = long.transaction()
        await transaction.start()
        await long.execute(WRITE)
        assert await epoch.current() == begun, "it has not committed"

        await short.execute(WRITE)
        assert [await epoch.current() for _ in range(3)] == [begun + 1] * 3, "while another one runs"
        undone = short.transaction()
        await undone.start()
        await short.execute(WRITE)
        await undone.rollback()
        assert await epoch.current() == begun + 1
        await transaction.commit()
        assert [await epoch.current() for _ in range(2)] == [begun + 2] * 2


async def test_unchanged_page_takes_a_check_alone_and_every_change_is_seen(catalog: Catalog, make: Make) -> None:
    await catalog.apply(*(make.movie(number, title=f"Title {number}") for number in (1, 2)))
    await catalog.apply(make.scores(1, ratingo=70.0), make.scores(2, ratingo=60.0))

    async def page(path: str = LIST) -> list[str]:
        return [title["slug"] for title in (await catalog.get(path)).json()["data"]]

    assert [await page() for _ in range(2)] == [["title-1", "title-2"]] * 2
    with executed_reads(catalog.container.runtime.reads) as sent:
        assert await page() == ["title-1", "title-2"]
    assert [text for text, _ in sent if "documents" in text] == []

    await catalog.apply(make.scores(2, version=2, ratingo=80.0))
    assert await page() == ["title-2", "title-1"]
    assert await page(f"{LIST}&limit=1") == ["title-2"]
    async with connected(catalog) as connection:
        await connection.execute("update media set hidden = true where media_id = $1", media_id("movie", 2))
    assert [await page() for _ in range(2)] == [["title-1"]] * 2
    assert await page(f"{LIST}&limit=1") == ["title-1"]


async def test_marks_of_ended_transactions_are_deleted_a_run_later(catalog: Catalog) -> None:
    writes = TitleWrites(catalog.container.runtime.engine)
    async with connected(catalog) as connection, connected(catalog) as long:

        async def marks() -> int:
            count: int = await connection.fetchval("select count(*) from title_writes")
            return count

        transaction = long.transaction()
        await transaction.start()
        await long.execute(WRITE)
        await writes.forget()
        await transaction.commit()
        before = await marks()
        await writes.forget()
        assert 1 <= await marks() <= before, "one that ran at the first run"
        await connection.execute(WRITE)
        await writes.forget()
        assert await marks() == 1, "the last one has ended since"
