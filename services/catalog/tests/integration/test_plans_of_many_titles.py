"""Query plans in a catalog of a hundred thousand titles: each list, sort, filter and other read by an index."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from services.catalog.tests.integration.test_discovery_plans import DISCOVERY
from services.catalog.tests.integration.test_plans import COUNT, FILL, Node, connected, nodes, plan, rows_read
from services.catalog.tests.integration.test_plans import statements as executed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.catalog.tests.integration.conftest import Catalog

pytestmark = [pytest.mark.integration, pytest.mark.slow]

TITLES = 100_000
# A catalog grows by titles of the past: the calendar shows as many episodes as that of six thousand titles.
PAST = """
update episodes e set starts_at = e.starts_at - interval '20 years' from media m
where m.media_id = e.media_id and m.tmdb_id > 6000
"""
BOUNDED = {"lists", "list_items", "title_writes", "policies", "home_sections", "collections"}
"""Tables that do not grow with titles."""
MOST_ROWS = 4_000
"""How many rows of `media`, or of its indexes, a statement may read.

That is as many as titles of the rarest value that a scan in order still finds: 3,400 of a hundred thousand.
"""
MOST_SORTED = 1_500

SORTS = ("trending", "popularity", "ratingo", "releaseDate", "tmdbPopularity")
ORDERS = ("desc", "asc")
FILTERS = (
    "",
    "genres=genre-3",
    "genres=genre-3,genre-9&minRatingo=50",
    "minVotes=250",
    "minRatingo=90",
    "year=2020",
    "yearFrom=1990",
    "yearTo=1990",
    "country=US",
    "country=IS",
    "originalLanguage=en",
    "originalLanguage=is",
    "providers=3",
    "providers=99",
    "providers=3&genres=genre-3",
    "watchRegion=GB&offerType=rent",
    "providers=99&country=IS&originalLanguage=is&year=2020&minVotes=2",
)
LISTS = ("/movies/now-playing", "/movies/new-releases", "/movies/new-on-digital", "/movies/now-playing?region=KR")
OTHERS = (
    "/movies/title-17",
    "/shows/title-16",
    "/shows/title-16/seasons/1",
    "/shows/title-16?include=episodes",
    "/titles?tmdbId=17&type=movie",
    "/titles?imdbId=tt1234567",
    "/movies/title-17/similar",
    "/shows/title-16/similar",
    "/people/tmdb:17",
    "/people/tmdb:17/titles?sort=popularity&role=cast",
    "/collections/tmdb:3",
    "/shows/calendar",
    "/shows/calendar?days=31&timeZone=Asia/Tokyo&include=releases&language=uk",
    "/shows/calendar?startDate=2026-01-01&days=1",
    "/shows/new-episodes",
    "/shows/new-episodes?days=31&limit=50",
    "/movies/trending?offset=1000",
)


def lists() -> Iterator[str]:
    """Yield each list in each order with each filter."""
    for sort in SORTS:
        for order in ORDERS:
            ordered = f"sort={sort}&order={order}"
            yield from (f"/movies/trending?{ordered}&{filters}".rstrip("&") for filters in FILTERS)
            yield f"/shows/trending?{ordered}"
            yield from (f"{path}{'&' if '?' in path else '?'}{ordered}" for path in LISTS)


@pytest_asyncio.fixture
async def large(catalog: Catalog) -> Catalog:
    """Return a catalog of a hundred thousand titles with discovery facts, and statistics."""
    async with connected(catalog.urls.superuser) as connection:
        await connection.execute(FILL.format(titles=TITLES) + DISCOVERY, timeout=None)
        await connection.execute(PAST, timeout=None)
        await connection.execute("vacuum analyze", timeout=None)
    return catalog


def sorted_rows(root: Node) -> float:
    """Return the most rows that a plan sorts at once."""
    sorts = [node for node in nodes(root) if node["Node Type"] in ("Sort", "Incremental Sort")]
    return max((float(child["Actual Rows"]) for node in sorts for child in node["Plans"]), default=0.0)


def faults(root: Node) -> list[str]:
    """Return what in a plan takes longer in a larger catalog."""
    scanned = {node["Relation Name"] for node in nodes(root) if node["Node Type"] == "Seq Scan"} - BOUNDED
    reasons = [f"scans {table}" for table in sorted(scanned)]
    if rows_read(root, "media") > MOST_ROWS:
        reasons.append(f"reads {rows_read(root, 'media'):,.0f} rows of media")
    if sorted_rows(root) > MOST_SORTED:
        reasons.append(f"sorts {sorted_rows(root):,.0f} rows")
    return reasons


async def test_no_read_takes_longer_in_a_larger_catalog(large: Catalog) -> None:
    wrong: list[str] = []
    for path in (*lists(), *OTHERS):
        for statement, parameters in await executed(large, path):
            if COUNT not in statement:
                wrong += [f"{path} {fault}" for fault in faults(await plan(large, statement, parameters))]
    assert not wrong, "\n".join(wrong)
