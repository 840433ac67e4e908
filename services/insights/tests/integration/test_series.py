"""Series, comparisons and their pictures over HTTP on the real Postgres."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date, timedelta
from xml.etree.ElementTree import fromstring

import asyncpg
import httpx2
import pytest
import pytest_asyncio
from sqlalchemy import text

from chassis.testing.clients import client_for
from chassis.testing.clock import NOON
from chassis.testing.statements import executed_reads
from contracts.catalog import MediaPublishedV1
from contracts.identity import media_id
from contracts.ingestion import MediaImportedV1, SignalsCollectedV1
from devstack.testing.pytest_plugin import DatabaseUrls
from insights.api import create_api
from insights.application.trends.queries import SeriesRequest
from insights.bootstrap import Container
from insights.domain.signals.signal import Signal, Source
from insights.domain.trends.series import Channel

pytestmark = pytest.mark.integration

TODAY = NOON.date()
ONE, TWO = media_id("movie", 1), media_id("movie", 2)
UNKNOWN = media_id("show", 404)
SERIES = f"/api/v1/insights/titles/{ONE}/series"
Observe = Callable[..., SignalsCollectedV1]
Imported = Callable[..., MediaImportedV1]
Published = Callable[..., MediaPublishedV1]
Deliver = Callable[..., Awaitable[list[str]]]


@pytest_asyncio.fixture
async def client(container: Container) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_for(create_api(container)) as client:
        yield client
    await container.runtime.reads.close()


@pytest_asyncio.fixture(autouse=True)
async def titles(deliver: Deliver, imported: Imported, published: Published, observed: Observe) -> None:
    """Two titles: one with gaps and a zero, the other with twice as much."""
    await deliver(
        imported(1, title="Dune"),
        published(1, "dune"),
        observed(1, 3, 100, live=4, popularity=9.5),
        observed(1, 1, 0, live=0),
        observed(1, 40, 7, popularity=1.0),
        imported(2, title="</title><script>alert(1)</script>"),
        observed(2, 3, 200, live=50),
        observed(2, 0, 400, live=60),
    )


def day(days_ago: int) -> str:
    return (TODAY - timedelta(days=days_ago)).isoformat()


async def test_a_series_keeps_its_gaps(client: httpx2.AsyncClient) -> None:
    data = (await client.get(SERIES, params={"from": day(3)})).json()["data"]

    title = data.pop("title")
    assert data == {
        "signal": "live_watchers",
        "source": "trakt",
        "region": "global",
        "unit": "users watching at one time",
        "interval": "day",
        "from": day(3),
        "to": day(0),
    }
    assert title.pop("entries") == [
        {"at": day(3), "value": 4.0, "observations": 1},
        {"at": day(2), "value": None, "observations": 0},
        {"at": day(1), "value": 0.0, "observations": 1},
        {"at": day(0), "value": None, "observations": 0},
    ]
    assert title == {"mediaItemId": str(ONE), "type": "movie", "title": "Dune", "slug": "dune", "reason": None}


async def test_intervals_have_what_their_days_have_together(client: httpx2.AsyncClient, container: Container) -> None:
    await container.application.roll_up_signals()
    params = {"signal": "popularity", "interval": "month", "from": "2026-10-01"}
    months = (await client.get(SERIES, params=params)).json()["data"]["title"]["entries"]
    assert months == [
        {"at": "2026-10-01", "value": 1.0, "observations": 1},
        {"at": "2026-11-01", "value": 9.5, "observations": 1},
    ]
    hours = (await client.get(SERIES, params={"interval": "hour", "from": day(3)})).json()["data"]["title"]["entries"]
    assert len(hours) == 4 * 24
    assert [(entry["at"][:13], entry["value"]) for entry in hours if entry["observations"]] == [
        (f"{day(3)}T00", 4.0),
        (f"{day(1)}T00", 0.0),
    ]


async def test_weeks_and_months_are_kept_longer_than_their_days(
    client: httpx2.AsyncClient, container: Container
) -> None:
    await container.application.roll_up_signals()
    async with container.runtime.engine.begin() as connection:
        await connection.execute(text("delete from daily_signals where day < '2026-11-01'"))
        await connection.execute(
            text(
                "insert into weekly_signals (media_id, week, signal, source, region, days_observed, minimum, maximum,"
                " mean, first, last) values (:media_id, '2012-01-02', 1, 1, 'global', 5, 3, 90, 40, 4, 8)"
            ),
            {"media_id": ONE},
        )
    params = {"interval": "week", "from": "2012-01-01", "to": "2012-01-09"}
    weeks = (await client.get(SERIES, params=params)).json()["data"]["title"]["entries"]
    assert weeks == [
        {"at": "2011-12-26", "value": None, "observations": 0},
        {"at": "2012-01-02", "value": 90.0, "observations": 5},
        {"at": "2012-01-09", "value": None, "observations": 0},
    ]
    params = {"interval": "month", "from": "2026-10-01", "signal": "total_watchers", "ids": f"{ONE},{TWO}"}
    titles = (await client.get("/api/v1/insights/compare", params=params)).json()["data"]["titles"]
    assert [[(entry["value"], entry["observations"]) for entry in title["entries"]] for title in titles] == [
        [(7.0, 1), (0.0, 2)],
        [(None, 0), (400.0, 2)],
    ]
    unknown = await client.get(f"/api/v1/insights/titles/{UNKNOWN}/series", params={"interval": "week"})
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "MEDIA_NOT_FOUND")


async def test_a_series_without_observations_has_a_reason(client: httpx2.AsyncClient) -> None:
    data = (await client.get(SERIES, params={"signal": "votes", "source": "imdb"})).json()["data"]["title"]
    assert data["reason"] == {
        "code": "NO_OBSERVATIONS",
        "message": "votes was not observed by imdb in this range",
    }
    assert {entry["value"] for entry in data["entries"]} == {None}


async def test_titles_are_compared_in_the_order_of_the_request(client: httpx2.AsyncClient) -> None:
    params = {"ids": f"{TWO},{ONE},{TWO}", "from": day(3), "signal": "total_watchers", "index": "true"}
    data = (await client.get("/api/v1/insights/compare", params=params)).json()["data"]
    assert (data["unit"], data["index"]) == ("first value = 100", True)
    assert [(title["mediaItemId"], [entry["value"] for entry in title["entries"]]) for title in data["titles"]] == [
        (str(TWO), [100.0, None, None, 200.0]),
        (str(ONE), [100.0, None, 0.0, None]),
    ]


@pytest.mark.parametrize(
    ("path", "status", "code", "name"),
    [
        (f"{SERIES}?signal=watchers", 400, "VALIDATION_ERROR", "signal"),
        (f"{SERIES}?source=netflix", 400, "VALIDATION_ERROR", "source"),
        (f"{SERIES}?region=Europe", 400, "VALIDATION_ERROR", "region"),
        (f"{SERIES}?interval=year", 400, "VALIDATION_ERROR", "interval"),
        (f"{SERIES}?to=0001-01-01", 400, "VALIDATION_ERROR", "to"),
        (f"{SERIES}?to=2026-11-22", 400, "VALIDATION_ERROR", "to"),
        (f"{SERIES}?from=2026-11-02&to=2026-11-01", 400, "VALIDATION_ERROR", "from"),
        (f"{SERIES}?interval=hour&from=2026-09-01", 400, "VALIDATION_ERROR", "from"),
        (f"{SERIES}/chart.svg?to=9999-12-31", 400, "VALIDATION_ERROR", "to"),
        (f"{SERIES}/chart.svg?theme=pink", 400, "VALIDATION_ERROR", "theme"),
        (f"{SERIES}/chart.png?width=10000", 400, "VALIDATION_ERROR", "width"),
        (f"{SERIES}/sparkline.svg?width=400", 400, "VALIDATION_ERROR", "width"),
        (f"/api/v1/insights/titles/{UNKNOWN}/series", 404, "MEDIA_NOT_FOUND", str(UNKNOWN)),
        (f"/api/v1/insights/titles/{UNKNOWN}/series/chart.svg", 404, "MEDIA_NOT_FOUND", str(UNKNOWN)),
        (f"/api/v1/insights/compare?ids={ONE},{UNKNOWN}", 404, "MEDIA_NOT_FOUND", str(UNKNOWN)),
        ("/api/v1/insights/compare", 400, "VALIDATION_ERROR", "ids"),
        (f"/api/v1/insights/compare?ids={','.join([str(ONE)] * 7)}", 400, "VALIDATION_ERROR", "ids"),
        ("/api/v1/insights/compare/chart.svg?ids=x", 400, "VALIDATION_ERROR", "ids"),
    ],
)
async def test_an_invalid_request_is_named(
    client: httpx2.AsyncClient, path: str, status: int, code: str, name: str
) -> None:
    response = await client.get(path)
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (status, code)
    assert name in error["message"]


@pytest.mark.parametrize(
    "path", [f"{SERIES}/chart.svg", f"{SERIES}/sparkline.svg", f"/api/v1/insights/compare/chart.svg?ids={TWO},{ONE}"]
)
async def test_a_picture_is_a_safe_svg_with_a_tag(client: httpx2.AsyncClient, path: str) -> None:
    response = await client.get(path)
    assert (response.status_code, response.headers["content-type"]) == (200, "image/svg+xml")
    assert response.headers["cache-control"] == "public, max-age=300"
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    root = fromstring(response.content)
    assert root.get("role") == "img"
    assert not [element for element in root.iter() if element.tag.endswith("script")]
    again = await client.get(path, headers={"If-None-Match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_a_picture_without_observations_says_so(client: httpx2.AsyncClient) -> None:
    response = await client.get(f"{SERIES}/chart.svg", params={"signal": "rating", "source": "imdb"})
    assert response.status_code == 200
    assert "Rating: nothing was observed by IMDb in this range" in response.text


@pytest.mark.parametrize("path", [f"{SERIES}/chart.png", f"/api/v1/insights/compare/chart.png?ids={TWO},{ONE}"])
async def test_a_png_is_a_png(client: httpx2.AsyncClient, path: str) -> None:
    response = await client.get(path)
    assert response.headers["content-type"] == "image/png"
    assert response.content.startswith(b"\x89PNG")


async def test_a_picture_changes_with_its_data(client: httpx2.AsyncClient, deliver: Deliver, observed: Observe) -> None:
    before = (await client.get(f"{SERIES}/chart.svg")).headers["etag"]
    await deliver(observed(1, 0, 120, live=9))
    assert (await client.get(f"{SERIES}/chart.svg")).headers["etag"] != before


FILL = """
insert into titles (media_id, kind, tmdb_id)
select md5(n::text)::uuid, 'movie', 1000 + n from generate_series(1, 500) n;
insert into daily_signals (media_id, value, observed_at, day, signal, source, backfilled, region)
select md5(n::text)::uuid, n, timestamptz '2026-11-21', day::date, signal, 1, false, 'global'
from generate_series(1, 500) n, generate_series(1, 2) signal,
     generate_series(date '2026-10-01', date '2026-11-20', interval '1 day') day;
analyze titles, daily_signals
"""


async def test_a_series_is_one_range_of_the_primary_key_per_title_and_month(
    container: Container, urls: DatabaseUrls
) -> None:
    request = SeriesRequest(Channel(Signal.LIVE_WATCHERS, Source.TRAKT, "global"), first=date(2026, 11, 2))
    with executed_reads(container.runtime.reads) as sent:
        await container.application.series.series([ONE, TWO], request)
    await container.runtime.reads.close()
    [(statement, values)] = sent
    url = urls.superuser.replace("+asyncpg", "")
    connection = await asyncpg.connect(url, server_settings={"search_path": "insights"})
    try:
        await connection.execute(FILL)
        await connection.execute("set plan_cache_mode = force_generic_plan; set enable_mergejoin = off")
        plan = "\n".join(row[0] for row in await connection.fetch(f"explain {statement}", *values))
    finally:
        await connection.close()
    assert "Seq Scan" not in plan
    assert "daily_signals_2026_11" in plan
    assert "daily_signals_2026_10" not in plan, "months outside of the range are not read"
