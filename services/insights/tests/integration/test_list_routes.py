"""Ranked lists over HTTP on the real Postgres."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from xml.etree.ElementTree import fromstring

import asyncpg
import httpx2
import pytest
import pytest_asyncio
from services.insights.tests.integration.test_lists import TRENDING, refreshed

from chassis.testing.clients import client_for
from chassis.testing.clock import NOON
from chassis.testing.statements import executed_reads
from contracts.identity import media_id
from contracts.ingestion import MediaImportedV1
from devstack.testing.pytest_plugin import DatabaseUrls
from insights.api import create_api
from insights.bootstrap import Container

pytestmark = pytest.mark.integration

TODAY = NOON.date()
PLAYING = "now-playing.movie.US"
UNKNOWN = media_id("movie", 404)
Imported = Callable[..., MediaImportedV1]
Deliver = Callable[..., Awaitable[list[str]]]


@pytest_asyncio.fixture
async def client(container: Container, deliver: Deliver, imported: Imported) -> AsyncIterator[httpx2.AsyncClient]:
    """Five days of a list with one day missing, of which title 2 enters, leads and leaves."""
    days = {5: (1, 3), 4: (1, 3, 2), 3: (2, 1, 3), 1: (1, 2), 0: (3, 1)}
    await deliver(
        *(imported(number, title=f"Title {number}") for number in (1, 2, 3, 9)),
        *(refreshed(*numbers, version=10 - ago, at=NOON - timedelta(days=ago)) for ago, numbers in days.items()),
        refreshed(1, version=1, at=NOON - timedelta(days=40), list_id=PLAYING, region="US"),
    )
    async with client_for(create_api(container)) as client:
        client.base_url = client.base_url.join("/api/v1/insights/")
        yield client
    await container.runtime.reads.close()


def day(days_ago: int) -> str:
    return (TODAY - timedelta(days=days_ago)).isoformat()


async def test_every_list_has_its_days_and_size(client: httpx2.AsyncClient) -> None:
    assert (await client.get("lists")).json()["data"] == [
        {"listId": PLAYING, "type": "movie", "region": "US", "firstDay": day(40), "lastDay": day(40), "size": 1},
        {"listId": TRENDING, "type": "movie", "region": "global", "firstDay": day(5), "lastDay": day(0), "size": 2},
    ]


async def test_a_history_has_the_days_on_which_the_list_was_read(client: httpx2.AsyncClient) -> None:
    data = (await client.get(f"lists/{TRENDING}/history", params={"from": day(4), "limit": 2})).json()["data"]
    assert (data["from"], data["to"], data["reason"]) == (day(4), day(0), None)
    assert data["list"]["listId"] == TRENDING
    assert [
        (entry["day"], [(title["rank"], title["title"]) for title in entry["titles"]]) for entry in data["days"]
    ] == [
        (day(4), [(1, "Title 1"), (2, "Title 3")]),
        (day(3), [(1, "Title 2"), (2, "Title 1")]),
        (day(1), [(1, "Title 1"), (2, "Title 2")]),
        (day(0), [(1, "Title 3"), (2, "Title 1")]),
    ]


async def test_a_list_that_was_not_read_in_the_range_has_a_reason(client: httpx2.AsyncClient) -> None:
    data = (await client.get(f"lists/{PLAYING}/history")).json()["data"]
    assert (data["days"], data["reason"]) == ([], "NO_OBSERVATIONS")
    picture = await client.get(f"lists/{PLAYING}/chart.svg")
    assert picture.status_code == 200
    assert "The list was not read in this range" in picture.text


async def test_a_title_has_its_entry_its_peak_and_its_end_in_each_list(client: httpx2.AsyncClient) -> None:
    assert (await client.get(f"titles/{media_id('movie', 2)}/lists")).json()["data"] == [
        {
            "listId": TRENDING,
            "region": "global",
            "enteredOn": day(4),
            "lastDay": day(1),
            "days": 3,
            "peakRank": 1,
            "peakDay": day(3),
            "rank": None,
            "leftOn": day(0),
        }
    ]
    of_first = (await client.get(f"titles/{media_id('movie', 1)}/lists")).json()["data"]
    assert [(entry["listId"], entry["rank"], entry["leftOn"]) for entry in of_first] == [
        (PLAYING, 1, None),
        (TRENDING, 2, None),
    ]
    assert (await client.get(f"titles/{media_id('movie', 9)}/lists")).json()["data"] == []


async def test_the_ranks_of_a_list_are_a_picture(client: httpx2.AsyncClient) -> None:
    response = await client.get(f"lists/{TRENDING}/chart.svg", params={"from": day(5)})
    texts = {element.text for element in fromstring(response.content).iter()}
    assert {"Title 3", "Title 1", f"Ranks of the first 2 titles, {day(5)} to {day(0)} (UTC)"} <= texts
    assert "Title 2" not in texts, "it has left"
    assert (await client.get(f"lists/{TRENDING}/chart.png")).content.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("path", "status", "code", "name"),
    [
        ("lists/trending.movie.hour/history", 404, "LIST_NOT_FOUND", "trending.movie.hour"),
        ("lists/trending.movie.hour/chart.svg", 404, "LIST_NOT_FOUND", "trending.movie.hour"),
        ("lists/a_b/history", 400, "VALIDATION_ERROR", "listId"),
        (f"lists/{TRENDING}/history?to=2026-11-22", 400, "VALIDATION_ERROR", "to"),
        (f"lists/{TRENDING}/history?from=2026-01-01", 400, "VALIDATION_ERROR", "from"),
        (f"lists/{TRENDING}/history?from=2026-11-02&to=2026-11-01", 400, "VALIDATION_ERROR", "from"),
        (f"lists/{TRENDING}/chart.svg?limit=21", 400, "VALIDATION_ERROR", "limit"),
        (f"titles/{UNKNOWN}/lists", 404, "MEDIA_NOT_FOUND", str(UNKNOWN)),
        ("lists?page=2", 400, "VALIDATION_ERROR", "page"),
    ],
)
async def test_an_invalid_request_is_named(
    client: httpx2.AsyncClient, path: str, status: int, code: str, name: str
) -> None:
    response = await client.get(path)
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (status, code)
    assert name in error["message"]


FILL = """
insert into list_days (list_id, day, version, kind, region, taken_at)
select 'list-' || n, day::date, 1, 'movie', 'global', now() from generate_series(1, 20) n,
  generate_series(date '2026-01-01', date '2026-11-20', interval '1 day') day;
insert into list_ranks (list_id, day, rank, media_id)
select list_id, day, rank, md5((rank * 7 + length(list_id))::text)::uuid from list_days, generate_series(1, 20) rank
where list_id like 'list-%';
analyze list_days, list_ranks
"""


async def test_every_statement_reads_ranges_of_an_index(
    client: httpx2.AsyncClient, container: Container, urls: DatabaseUrls
) -> None:
    with executed_reads(container.runtime.reads) as sent:
        for path in ("lists", f"lists/{TRENDING}/history", f"titles/{media_id('movie', 2)}/lists"):
            assert (await client.get(path)).status_code == 200
    assert len(sent) == 5
    url = urls.superuser.replace("+asyncpg", "")
    connection = await asyncpg.connect(url, server_settings={"search_path": "insights"})
    try:
        await connection.execute(FILL)
        await connection.execute("set plan_cache_mode = force_generic_plan; set enable_mergejoin = off")
        for statement, values in sent:
            plan = "\n".join(row[0] for row in await connection.fetch(f"explain {statement}", *values))
            assert "Seq Scan on list_" not in plan, plan
    finally:
        await connection.close()
