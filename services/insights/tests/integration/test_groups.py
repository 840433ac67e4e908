"""Series of genres and services over HTTP on the real Postgres."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from xml.etree.ElementTree import fromstring

import httpx2
import pytest
import pytest_asyncio
from sqlalchemy import text

from chassis.testing.clients import client_for
from chassis.testing.clock import NOON, FixedClock
from contracts.ingestion import Genre, MediaImportedV1, Offers, SignalsCollectedV1
from devstack.testing.pytest_plugin import CreateDatabase
from insights.api import create_api
from insights.bootstrap import Container, build
from insights.settings import Settings

pytestmark = pytest.mark.integration

FILL = """
select ensure_partition('daily_signals', day::date)
from generate_series(date '2026-09-01', date '2026-11-01', interval '1 month') day;
insert into titles (media_id, kind, tmdb_id, facts_version, name, gone_at, genres, providers) values
  (md5('1')::uuid, 'movie', 1, 1, 'a', null, '{18,18,878}', '{US:8,DE:8}'),
  (md5('2')::uuid, 'show', 2, 1, 'b', null, '{18}', '{US:8}'),
  (md5('3')::uuid, 'show', 3, 1, 'gone', '2026-11-01', '{18,5}', '{US:8,US:9}'),
  (md5('4')::uuid, 'show', 4, null, null, null, null, null);
insert into service_names values (8, 'Netflix', '2026-11-01');
insert into daily_signals (media_id, day, signal, source, region, value, observed_at, backfilled) values
  (md5('1')::uuid, '2026-11-21', 4, 2, 'global', 10, now(), false),
  (md5('2')::uuid, '2026-11-21', 4, 2, 'global', 20.5, now(), false),
  (md5('3')::uuid, '2026-11-21', 4, 2, 'global', 1000, now(), false),
  (md5('4')::uuid, '2026-11-21', 4, 2, 'global', 1000, now(), false),
  (md5('1')::uuid, '2026-11-21', 4, 2, 'US', 1000, now(), false),
  (md5('1')::uuid, '2026-11-19', 4, 2, 'global', 4, now(), false),
  (md5('1')::uuid, '2026-09-30', 4, 2, 'global', 0, now(), false),
  (md5('1')::uuid, '2026-11-19', 2, 1, 'global', 100, now(), false),
  (md5('1')::uuid, '2026-11-20', 2, 1, 'global', 110, now(), false),
  (md5('2')::uuid, '2026-11-20', 2, 1, 'global', 50, now(), false),
  (md5('1')::uuid, '2026-11-20', 8, 4, 'global', 1, now(), false)
"""
GENRE = "/api/v1/insights/genres/18/series"
PROVIDER = "/api/v1/insights/providers/8/series"


async def compute(container: Container) -> None:
    async with container.runtime.engine.begin() as connection:
        for statement in FILL.split(";"):
            await connection.execute(text(statement))
    await container.application.refresh_groups()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def reader(create_database: CreateDatabase) -> AsyncIterator[httpx2.AsyncClient]:
    """Yield a client for the tests that change nothing: they share what was computed."""
    urls = await create_database("insights")
    settings = Settings(database_url=urls.app, kafka_bootstrap="127.0.0.1:1", shared_response_seconds=0)
    container = build(settings, clock=FixedClock())
    await compute(container)
    async with client_for(create_api(container)) as client:
        yield client
    await container.runtime.reads.close()
    await container.runtime.engine.dispose()


@pytest_asyncio.fixture
async def computed(container: Container) -> Container:
    """Return an insights with series, for one test."""
    await compute(container)
    return container


@pytest_asyncio.fixture
async def client(computed: Container) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_for(create_api(computed)) as client:
        yield client
    await computed.runtime.reads.close()


async def entries(client: httpx2.AsyncClient, path: str) -> list[tuple[object, ...]]:
    data = (await client.get(path)).json()["data"]
    return [tuple(entry[name] for name in ("at", "value", "titles", "observations")) for entry in data["entries"]]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (
            f"{GENRE}?from=2026-11-19",
            [("2026-11-19", 4.0, 1, 1), ("2026-11-20", None, 0, 0), ("2026-11-21", 15.25, 2, 1)],
        ),
        (f"{GENRE}?from=2026-11-21&statistic=sum", [("2026-11-21", 30.5, 2, 1)]),
        (f"{GENRE}?interval=week&from=2026-11-16", [("2026-11-16", 9.625, 2, 2)]),
        (
            f"{GENRE}?interval=month&from=2026-09-30&signal=popularity",
            [("2026-09-01", 0.0, 1, 1), ("2026-10-01", None, 0, 0), ("2026-11-01", 9.625, 2, 2)],
        ),
        (f"{GENRE}?interval=month&from=2026-11-01&signal=total_watchers", [("2026-11-01", 80.0, 2, 2)]),
        (f"{PROVIDER}?region=US&from=2026-11-21", [("2026-11-21", 15.25, 2, 1)]),
        (f"{PROVIDER}?region=DE&from=2026-11-21", [("2026-11-21", 10.0, 1, 1)]),
    ],
)
async def test_values_of_titles_are_one_series_per_group(
    reader: httpx2.AsyncClient, path: str, expected: list[tuple[object, ...]]
) -> None:
    assert await entries(reader, path) == expected


async def test_a_series_says_what_it_is(reader: httpx2.AsyncClient) -> None:
    data = (await reader.get(f"{GENRE}?from=2026-11-21")).json()["data"]
    del data["entries"]
    assert data == {
        "signal": "popularity",
        "source": "tmdb",
        "statistic": "mean",
        "unit": "points",
        "interval": "day",
        "from": "2026-11-21",
        "to": "2026-11-21",
        "reason": None,
        "genreId": 18,
        "name": "Drama",
    }
    data = (await reader.get(f"{PROVIDER}?region=DE")).json()["data"]
    assert (data["providerId"], data["name"], data["region"], len(data["entries"])) == (8, "Netflix", "DE", 90)


@pytest.mark.parametrize("path", [f"{GENRE}?signal=votes", "/api/v1/insights/genres/10770/series"])
async def test_a_group_without_observations_has_a_reason(reader: httpx2.AsyncClient, path: str) -> None:
    data = (await reader.get(path)).json()["data"]
    assert data["reason"]["code"] == "NO_OBSERVATIONS"
    assert {entry["value"] for entry in data["entries"]} == {None}


@pytest.mark.parametrize(
    ("path", "status", "code", "name"),
    [
        ("/api/v1/insights/genres/5/series", 404, "GENRE_NOT_FOUND", "5"),
        ("/api/v1/insights/genres/5/series/chart.svg", 404, "GENRE_NOT_FOUND", "5"),
        ("/api/v1/insights/genres/drama/series", 400, "VALIDATION_ERROR", "genreId"),
        ("/api/v1/insights/genres/99999999999/series", 400, "VALIDATION_ERROR", "genreId"),
        ("/api/v1/insights/providers/9/series?region=US", 404, "PROVIDER_NOT_FOUND", "9 in US"),
        ("/api/v1/insights/providers/8/series/chart.png?region=FR", 404, "PROVIDER_NOT_FOUND", "8 in FR"),
        (PROVIDER, 400, "VALIDATION_ERROR", "region"),
        (f"{PROVIDER}?region=global", 400, "VALIDATION_ERROR", "region"),
        (f"{GENRE}?region=US", 400, "VALIDATION_ERROR", "region"),
        (f"{GENRE}?signal=plays", 400, "VALIDATION_ERROR", "signal"),
        (f"{GENRE}?interval=hour", 400, "VALIDATION_ERROR", "interval"),
        (f"{GENRE}?statistic=median", 400, "VALIDATION_ERROR", "statistic"),
        (f"{GENRE}?statistic=sum&signal=rating", 400, "VALIDATION_ERROR", "statistic"),
        (f"{GENRE}?to=2026-11-22", 400, "VALIDATION_ERROR", "to"),
        (f"{GENRE}/chart.svg?from=2026-11-02&to=2026-11-01", 400, "VALIDATION_ERROR", "from"),
        (f"{GENRE}?from=2024-01-01", 400, "VALIDATION_ERROR", "from"),
    ],
)
async def test_an_invalid_request_is_named(
    reader: httpx2.AsyncClient, path: str, status: int, code: str, name: str
) -> None:
    response = await reader.get(path)
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (status, code)
    assert name in error["message"]


@pytest.mark.parametrize("path", [f"{GENRE}/chart.svg?from=2026-11-01", f"{PROVIDER}/chart.svg?region=US"])
async def test_a_series_is_a_picture(reader: httpx2.AsyncClient, path: str) -> None:
    response = await reader.get(path)
    assert (response.status_code, response.headers["content-type"]) == (200, "image/svg+xml")
    texts = {element.text for element in fromstring(response.content).iter()}
    assert texts & {"Drama", "Netflix in US"}
    png = await reader.get(path.replace(".svg", ".png"))
    assert png.content.startswith(b"\x89PNG")


async def test_a_service_has_the_name_that_was_stated_last(
    client: httpx2.AsyncClient,
    container: Container,
    deliver: Callable[..., Awaitable[list[str]]],
    imported: Callable[..., MediaImportedV1],
) -> None:
    def offered(number: int, name: str, days_ago: int, way: str = "stream") -> MediaImportedV1:
        offers = Offers.model_validate({way: [{"providerId": 8, "name": name}]})
        at = NOON - timedelta(days=days_ago)
        return imported(number).model_copy(update={"availability": {"US": offers}, "imported_at": at})

    async def name() -> str | None:
        shown = (await client.get(f"{PROVIDER}?region=US")).json()["data"]["name"]
        return None if shown is None else str(shown)

    assert await deliver(offered(11, "Netflix Premium", 1), offered(12, "Old", 90), offered(13, "Shop", 0, "buy")) == []
    assert await name() == "Netflix Premium"
    assert await deliver(offered(14, "Older", 2), offered(15, "Netflix", 0)) == []
    assert await name() == "Netflix"
    async with container.runtime.engine.begin() as connection:
        await connection.execute(text("delete from service_names"))
    assert await name() is None
    assert "Service 8 in US" in (await client.get(f"{PROVIDER}/chart.svg?region=US")).text


async def test_months_follow_their_titles_and_keep_what_was_computed_of_deleted_days(
    client: httpx2.AsyncClient, container: Container
) -> None:
    async with container.runtime.engine.begin() as connection:
        await connection.execute(text("update titles set genres = '{35}' where tmdb_id = 1"))
        await connection.execute(
            text(
                "insert into group_days values (7, '2020-01-01', 1, 1, 4, 2, '18'), (8, '2026-10-02', 1, 1, 4, 2, '18')"
            )
        )
        await connection.execute(text("update group_months set refreshed_at = :now"), {"now": NOON})
        for month, hours in (("2026-11-01", 26), ("2026-10-01", 25)):
            await connection.execute(
                text("update group_months set refreshed_at = :earlier where month = cast(:month as text)::date"),
                {"earlier": NOON - timedelta(hours=hours), "month": month},
            )
    assert await container.application.refresh_groups() == 1, "the one computed longest ago"
    assert await entries(client, f"{GENRE}?from=2026-11-21") == [("2026-11-21", 20.5, 1, 1)]
    assert await entries(client, f"{GENRE}?from=2026-10-02&to=2026-10-02") == [("2026-10-02", 8.0, 1, 1)]
    assert await container.application.refresh_groups() == 1, "the next one"
    assert await entries(client, f"{GENRE}?from=2026-10-02&to=2026-10-02") == [("2026-10-02", None, 0, 0)]
    assert await entries(client, f"{GENRE}?from=2020-01-01&to=2020-01-01") == [("2020-01-01", 7.0, 1, 1)]
    assert await container.application.refresh_groups() == 0


async def test_a_new_value_computes_its_day_and_no_other(
    client: httpx2.AsyncClient,
    container: Container,
    deliver: Callable[..., Awaitable[list[str]]],
    imported: Callable[..., MediaImportedV1],
    observed: Callable[..., SignalsCollectedV1],
) -> None:
    async with container.runtime.engine.begin() as connection:
        await connection.execute(text("update group_days set total = 998 where day = '2026-11-21' and key = '18'"))
    drama = {"genres": (Genre(tmdb_id=18, name="Drama"),)}
    title = imported(7).model_copy(update=drama)
    assert await deliver(title, observed(7, 2, popularity=6.0)) == []
    assert await container.application.refresh_groups() == 1
    expected = [("2026-11-19", 5.0, 2, 1), ("2026-11-20", None, 0, 0), ("2026-11-21", 499.0, 2, 1)]
    assert await entries(client, f"{GENRE}?from=2026-11-19") == expected
    assert await container.application.refresh_groups() == 0


async def test_a_new_value_of_a_day_whose_others_are_deleted_computes_nothing(
    client: httpx2.AsyncClient, container: Container
) -> None:
    async with container.runtime.engine.begin() as connection:
        await connection.execute(text("insert into group_days values (7, '2020-01-01', 1, 1, 4, 2, '18')"))
        await connection.execute(text("insert into group_months values ('2020-01-01', :now)"), {"now": NOON})
        await connection.execute(text("insert into stale_group_days (day) values ('2020-01-01')"))
    assert await container.application.refresh_groups() == 0
    assert await entries(client, f"{GENRE}?from=2020-01-01&to=2020-01-01") == [("2020-01-01", 7.0, 1, 1)]


async def test_a_month_that_another_process_computes_is_left_to_it(computed: Container) -> None:
    async with computed.runtime.engine.begin() as connection:
        await connection.execute(text("insert into stale_group_days (day) values ('2026-11-20'), ('2026-11-20')"))
    async with computed.runtime.engine.begin() as connection:
        await connection.execute(text("select from group_months where month = '2026-11-01' for update"))
        assert await computed.application.refresh_groups() == 0
    assert await computed.application.refresh_groups() == 1
