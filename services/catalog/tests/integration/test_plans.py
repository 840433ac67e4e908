"""Query plans of every page: index scans, and no more rows than the page needs."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest
import pytest_asyncio

from catalog.application.read_models import Filters, Paging, Selection
from catalog.infrastructure.reading.caches.title_cache import TitleCache
from catalog.infrastructure.reading.caches.title_epoch import TitleEpoch
from catalog.infrastructure.reading.caches.trending import TrendingTitles
from catalog.infrastructure.reading.lists import SqlLists
from chassis.testing.statements import Executed, executed_reads

if TYPE_CHECKING:
    from services.catalog.tests.integration.conftest import Catalog, StartCatalog

pytestmark = pytest.mark.integration

TODAY, NOW = date(2026, 11, 21), datetime(2026, 11, 21, 12, tzinfo=UTC)
TITLES = 6000
FILL = """
insert into media (media_id, kind, tmdb_id, imported_version, title, release_date, theatrical_release_date,
                   digital_release_date, imported_popularity, votes_tmdb, ratingo_score, popularity_score)
select md5('m' || n)::uuid, case when n % 4 = 0 then 'show' else 'movie' end, n, 1, 'Title ' || n,
       date '2026-12-31' - n * 3, date '2026-12-31' - n * 3, case when n % 2 = 0 then date '2027-01-15' - n * 3 end,
       case when n % 9 > 0 then (n * 7919) % 1000 end, n % 500, case when n % 7 > 0 then (n * 7901) % 100 end,
       case when n % 7 > 0 then (n * 7907) % 1000 end
from generate_series(1, {titles}) n;
insert into media_releases (media_id, region, theatrical, digital)
select media_id, region, theatrical_release_date, digital_release_date
from media, unnest(array['US', 'GB', 'DE', 'KR']) as region where kind = 'movie';
insert into documents (media_id, version, card, detail, found, billing, offers, seasons, slug, release_days,
                       airings)
select media_id, 1, convert_to('{{"tmdbId":' || tmdb_id || '}}', 'UTF8'),
       '{{"importedAt":"2026-11-21T12:00:00Z"}}', '{{"title":"x","originalTitle":"x","poster":null}}',
       convert_to('{{"showId":"' || media_id || '","showTitle":"x","posterPath":null,"poster":null}}', 'UTF8'),
       '{{}}', '[]', 'title-' || tmdb_id, '', case when kind = 'show' then convert_to('', 'UTF8') end
from media;
insert into slugs (kind, slug, media_id, stem, version, current)
select kind, 'title-' || tmdb_id, media_id, 'title-' || tmdb_id, 1, true from media;
insert into media_names (media_id, name)
select media_id, md5(tmdb_id || 'a') || ' ' || md5(tmdb_id || 'b') from media
union all select media_id, '海辺の家 ' || tmdb_id from media where tmdb_id % 50 = 0;
insert into media_genres (media_id, tmdb_id, slug, name)
select media_id, tmdb_id % 12, 'genre-' || tmdb_id % 12, 'Genre' from media;
insert into seasons (season_id, media_id, number, version, summary, detail)
select md5('s' || tmdb_id)::uuid, media_id, 1, 1, '{{"number":1}}', '{{}}' from media where kind = 'show';
insert into episodes (season_id, number, media_id, season, starts_at, scheduled)
select md5('s' || tmdb_id)::uuid, n, media_id, 1,
       timestamptz '2026-11-21' + (tmdb_id % 700 - 350 + n) * interval '1 day',
       '{{}}'
from media, generate_series(1, 8) n where kind = 'show';
insert into lists values ('trending.movie.day', 'movie', 'global', 1, now());
insert into list_items
select 'trending.movie.day', media_id, tmdb_id from media where kind = 'movie' and tmdb_id <= 200;
"""

MERGE = """
update media set gone_at = now() where tmdb_id % 2 = 1;
update media set successor_id = (select next.media_id from media next where next.tmdb_id = media.tmdb_id + 2)
where tmdb_id in (17, 19);
update media set gone_at = null where tmdb_id = 21
"""

PAGES = {
    "/movies/trending": 200,
    "/movies/trending?order=asc": 200,
    "/movies/trending?offset=140": 400,
    "/movies/trending?sort=popularity": 120,
    "/movies/trending?sort=popularity&order=asc": 120,
    "/movies/trending?sort=ratingo": 120,
    "/movies/trending?sort=ratingo&order=asc": 120,
    "/movies/trending?sort=releaseDate&order=asc": 120,
    "/movies/trending?sort=tmdbPopularity": 120,
    "/movies/trending?sort=releaseDate&year=2020": 120,
    "/movies/trending?sort=popularity&minVotes=250": 200,
    "/movies/now-playing": 200,
    "/movies/new-releases": 200,
    "/movies/new-on-digital": 200,
    "/movies/new-on-digital?region=KR&language=de": 200,
    "/movies/new-releases?region=PL": 200,
    "/movies/trending?sort=ratingo&region=PL": 120,
    "/shows/trending?sort=popularity": 120,
    "/movies/title-17": 10,
    "/shows/title-16": 10,
    "/shows/title-16/seasons/1": 10,
    "/titles?tmdbId=17&type=movie": 10,
    "/titles?imdbId=tt1234567": 10,
    "/shows/calendar": 400,
    "/shows/calendar?timeZone=Asia/Tokyo&language=uk": 400,
    "/shows/new-episodes": 400,
}
"""Each page with the maximum number of rows of `media` to read, of several thousand; 150 movies have ranks."""

ORDERS = ("desc", "asc")
COUNT = "count(*) AS count_1 \nFROM media"
Node = dict[str, Any]


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    """Return a connection in the catalog's schema, like those of the service's read pool."""
    settings = {
        "search_path": "catalog,public",
        "jit": "off",
        "plan_cache_mode": "force_generic_plan",
        "max_parallel_workers_per_gather": "0",
        "enable_mergejoin": "off",
    }
    connection = await asyncpg.connect(url, server_settings=settings)
    try:
        yield connection
    finally:
        await connection.close()


async def fill(catalog: Catalog, more: str = "") -> None:
    """Add several thousand titles, and statistics."""
    async with connected(catalog.urls.superuser) as connection:
        await connection.execute(FILL.format(titles=TITLES) + more)
        await connection.execute("vacuum analyze")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def full(start_catalog: StartCatalog) -> AsyncIterator[Catalog]:
    """Yield a catalog of several thousand titles, which the tests of this file read and do not change."""
    async with start_catalog() as catalog:
        await fill(catalog)
        yield catalog


async def statements(catalog: Catalog, path: str, status: int = 200) -> list[Executed]:
    """Return the statements of a page with their values."""
    with executed_reads(catalog.container.runtime.reads) as executed:
        response = await catalog.get(path)
    assert response.status_code == status, f"{path}: {response.text}"
    assert executed
    return executed


async def plan(catalog: Catalog, statement: str, parameters: Sequence[object]) -> Node:
    """Return the plan of a statement for unknown values, with the rows that it read for these."""
    values = f"({', '.join(map(written, parameters))})" if parameters else ""
    async with connected(catalog.urls.app) as connection:
        await connection.execute(f"prepare planned as {statement}")
        explained = await connection.fetchval(f"explain (analyze, format json) execute planned{values}")
    result: Node = json.loads(explained)[0]["Plan"]
    return result


def written(value: object) -> str:
    """Return a value as `execute` takes it."""
    if value is None:
        return "null"
    if isinstance(value, list | tuple):
        value = "{" + ",".join(json.dumps(str(item), ensure_ascii=False) for item in value) + "}"
    return "'" + str(value).replace("'", "''") + "'"


def nodes(root: Node) -> Iterator[Node]:
    yield root
    for child in root.get("Plans", ()):
        yield from nodes(child)


def rows_read(root: Node, table: str) -> float:
    """Return the number of rows of a table that a plan read."""
    read = [node for node in nodes(root) if node.get("Relation Name") == table]
    return float(
        sum((node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"] for node in read)
    )


async def test_pages_read_only_the_rows_that_they_need(full: Catalog) -> None:
    for path, most in PAGES.items():
        for statement, parameters in await statements(full, path):
            if COUNT in statement:
                continue
            root = await plan(full, statement, parameters)
            scanned = {node["Relation Name"] for node in nodes(root) if node["Node Type"] == "Seq Scan"}
            assert scanned <= {"lists", "list_items", "title_writes"}, path
            assert rows_read(root, "media") <= most, path


@pytest.mark.parametrize(
    "query",
    [
        *(f"sort={sort}&order={order}&offset=2000" for sort in ("popularity", "releaseDate") for order in ORDERS),
        "sort=ratingo&minVotes=1&offset=3000",
        *(f"sort=tmdbPopularity&order={order}&offset=4200" for order in ORDERS),
        "offset=2000",
    ],
)
async def test_page_by_cursor_reads_only_its_own_rows(full: Catalog, query: str) -> None:
    before = (await full.get(f"/movies/trending?{query}")).json()["meta"]
    own = query.rpartition("offset=")[0]

    executed = await statements(full, f"/movies/trending?{own}cursor={before['nextCursor']}")

    for statement, parameters in executed:
        if COUNT not in statement:
            root = await plan(full, statement, parameters)
            assert not [
                node for node in nodes(root) if node["Node Type"] == "Seq Scan" and node["Relation Name"] == "media"
            ]
            assert rows_read(root, "media") <= 300, "without a value, one of nine titles is read on the way"


async def test_deleted_title_reads_only_its_merge_chain(catalog: Catalog) -> None:
    await fill(catalog, MERGE)

    for path, status in {"/movies/title-17": 308, "/movies/title-23": 410, "/movies/title-unknown": 404}.items():
        for statement, parameters in await statements(catalog, path, status):
            root = await plan(catalog, statement, parameters)
            scanned = {node["Relation Name"] for node in nodes(root) if node["Node Type"] == "Seq Scan"}
            assert scanned <= {"title_writes"}, path
            assert rows_read(root, "media") <= 4, path


async def test_total_is_counted_once_for_many_pages(full: Catalog) -> None:
    reads = full.container.runtime.reads
    lists = SqlLists(reads, TitleCache(reads, TrendingTitles(reads, seconds=60)), TitleEpoch(reads), totals_seconds=60)

    with executed_reads(reads) as executed:
        totals = [
            (await lists.page(Selection("movie", TODAY), filters, Paging(offset=offset), NOW, None)).total
            for filters in (Filters(), Filters(min_votes=250))
            for offset in (0, 20, 40)
        ]

    assert totals == [TITLES * 3 // 4] * 3 + [12 * 188] * 3
    assert len([statement for statement, _ in executed if COUNT in statement]) == 2


async def test_last_page_is_not_counted(full: Catalog) -> None:
    executed = await statements(full, f"/movies/trending?offset={TITLES * 3 // 4 - 5}")

    assert not [statement for statement, _ in executed if COUNT in statement]
