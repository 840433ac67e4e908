"""Query plans of filters on discovery facts: index scans, in a catalog in which some values are rare."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
import pytest_asyncio
from services.catalog.tests.integration.test_plans import COUNT, NOW, TITLES, TODAY, fill, nodes, plan, rows_read
from services.catalog.tests.integration.test_plans import statements as executed

from catalog.application.discovery.service_counts import bounds
from catalog.application.discovery.similar import SimilarQueries, SimilarTitles
from catalog.application.read_models import Filters, Paging, Position, Selection, Sort, TitlePage, View
from catalog.infrastructure.discovery.service_counts import SqlServiceCounter
from catalog.infrastructure.discovery.similar import SqlCandidates
from catalog.infrastructure.reading.caches.shared_cache import SharedCache
from catalog.infrastructure.reading.caches.title_cache import TitleCache
from catalog.infrastructure.reading.caches.title_epoch import TitleEpoch
from catalog.infrastructure.reading.caches.trending import TrendingTitles
from catalog.infrastructure.reading.lists import SqlLists
from chassis.testing.statements import executed_reads

if TYPE_CHECKING:
    from services.catalog.tests.integration.conftest import Catalog, StartCatalog

pytestmark = pytest.mark.integration

DISCOVERY = """
insert into media_offers (media_id, region, provider_id, kind)
select media_id, region, case when tmdb_id % 1000 = 2 then 99 else tmdb_id % 7 + 1 end, way
from media, unnest(array['US', 'GB']) as region, unnest(array['stream', 'rent']) as way;
insert into media_facets (media_id, collection_id, original_language, origin_countries)
select media_id, case when tmdb_id % 5 = 0 then tmdb_id / 50 end,
       case when tmdb_id % 1000 = 2 then 'is' else 'en' end,
       case when tmdb_id % 1000 = 2 then '["IS"]'::jsonb else '["GB", "US"]'::jsonb end
from media;
insert into media_keywords (media_id, keyword)
select media_id, 'keyword ' || tmdb_id % 900 from media union all select media_id, 'frequent' from media;
update documents set detail = convert_to(
  '{"importedAt":"2026-11-21T12:00:00Z","collection":{"slug":"a-3"},"credits":{"cast":[{"tmdbId":17,"name":"A"}]}}',
  'UTF8'
);
insert into media_credits (media_id, ord, person_id, role)
select media_id, place, tmdb_id % 1500 + place, 'cast' from media, generate_series(0, 4) as place;
update media m set filters_version = imported_version, genre_bits = (
  select bit_or(1::bigint << (('x' || left(md5(slug), 8))::bit(32)::bigint % 61)::int)
  from media_genres g where g.media_id = m.media_id
), service_bits = (select bit_or(1::bigint << provider_id % 61) from media_offers o where o.media_id = m.media_id);
"""
"""One title of a thousand has the rare service, language and country."""

PAGES = {
    "/movies/trending?providers=3&sort=popularity": 600,
    "/movies/trending?providers=99&sort=popularity": 600,
    "/movies/trending?watchRegion=GB&offerType=rent&sort=ratingo": 200,
    "/movies/trending?country=US&sort=popularity": 200,
    "/movies/trending?country=IS&sort=popularity": 600,
    "/movies/trending?originalLanguage=is&sort=popularity": 600,
    "/shows/trending?originalLanguage=en&sort=popularity": 200,
    "/people/tmdb:17": 60,
    "/people/tmdb:17/titles?role=cast&sort=popularity": 60,
    "/movies/title-17/similar": 1000,
    "/collections/tmdb:3": 60,
    "/titles?tmdbId=17&type=movie": 10,
}
"""Each page with the maximum number of rows of `media` to read per statement."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def full(start_catalog: StartCatalog) -> AsyncIterator[Catalog]:
    """Yield a catalog of several thousand titles with discovery facts, which the tests of this file do not change."""
    async with start_catalog() as catalog:
        await fill(catalog, DISCOVERY)
        yield catalog


async def test_filters_read_only_the_rows_that_they_need(full: Catalog) -> None:
    for path, most in PAGES.items():
        for statement, parameters in await executed(full, path):
            if COUNT in statement:
                continue
            root = await plan(full, statement, parameters)
            scanned = {node["Relation Name"] for node in nodes(root) if node["Node Type"] == "Seq Scan"}
            assert scanned <= {"lists", "list_items", "title_writes"}, path
            assert rows_read(root, "media") <= most, path


def ids(page: TitlePage) -> list[UUID]:
    return [title.media_id for title in page.titles]


@pytest.mark.parametrize("sort", ["trending", "popularity", "releaseDate"])
@pytest.mark.parametrize(
    "filters",
    [
        Filters(genres=("genre-3", "genre-10")),
        Filters(providers=(3, 99), watch_region="US"),
        Filters(genres=("genre-3",), providers=(5,), watch_region="GB", offer_kind="rent", min_votes=40),
        Filters(providers=(), watch_region="US"),
        Filters(genres=("genre-99",)),
    ],
)
async def test_titles_read_in_order_are_those_that_are_sought(full: Catalog, filters: Filters, sort: Sort) -> None:
    reads = full.container.runtime.reads
    cache = TitleCache(reads, TrendingTitles(reads, seconds=60))
    read, sought = (
        SqlLists(reads, cache, TitleEpoch(reads), totals_seconds=60, frequent=frequent) for frequent in (0, 10**6)
    )
    selection = Selection("movie", TODAY, ranked_by="trending.movie.day")

    for descending in (True, False):
        paging = Paging(sort=sort, descending=descending, limit=50)
        after: Position | None = None
        while True:
            with executed_reads(reads) as sent:
                page = await read.page(selection, filters, replace(paging, after=after), NOW, None)
            assert any("IS true" in statement for statement, _ in sent), "read in order"
            expected = await sought.page(selection, filters, replace(paging, after=after), NOW, None)
            assert ids(page) == ids(expected)
            if page.last is None:
                break
            after = page.last


async def test_titles_of_frequent_values_are_read_in_the_order_of_the_list(full: Catalog) -> None:
    path = "/movies/trending?sort=popularity&minRatingo=20&providers="
    for providers, node_type in {"3": "Index Only Scan", "99": None}.items():
        [(statement, parameters)] = [
            item
            for item in await executed(full, path + providers)
            if "AS list_key" in item[0] and "UNION" not in item[0]
        ]
        root = await plan(full, statement, parameters)
        in_order = [node for node in nodes(root) if node.get("Index Name") == "ix_media_popularity_score"]
        assert [node["Node Type"] for node in in_order] == ([node_type] if node_type else [])


async def test_slice_of_a_count_reads_only_its_titles(full: Catalog) -> None:
    reads = full.container.runtime.reads
    with executed_reads(reads) as sent:
        offered = await SqlServiceCounter(reads).offered(*bounds(3))

    [(statement, parameters)] = sent
    root = await plan(full, statement, parameters)
    assert sum(item.titles for item in offered if item.region == "US") == rows_read(root, "media")
    assert {node["Node Type"] for node in nodes(root)}.isdisjoint({"Seq Scan", "Sort"})
    assert 0 < rows_read(root, "media_offers") < TITLES * 4 / 50


async def test_similar_titles_are_computed_once_for_many_requests(full: Catalog) -> None:
    application, reads = full.container.application, full.container.runtime.reads
    queries = SimilarQueries(SqlCandidates(reads), SharedCache(60), application.titles, application.lookup)

    with executed_reads(reads) as sent:
        results = [await queries.similar("movie", "title-17", View(), limit) for limit in (5, 20)]

    fewer, more = (result.similar for result in results if isinstance(result, SimilarTitles))
    assert len(more) == 20
    assert fewer == more[:5]
    assert len([statement for statement, _ in sent if "media_keywords" in statement]) == 1
