"""Distributions over the titles, on the real Postgres."""

from collections.abc import AsyncIterator
from datetime import timedelta
from xml.etree.ElementTree import fromstring

import httpx2
import pytest
import pytest_asyncio
from sqlalchemy import text

from chassis.testing.clients import client_for
from chassis.testing.clock import NOON
from insights.api import create_api
from insights.application.trends.distributions import DistributionQueries, Groups
from insights.bootstrap import Container

pytestmark = pytest.mark.integration

FILL = """
insert into titles
  (media_id, kind, tmdb_id, facts_version, name, gone_at, release_date, genres, countries, ratingo_score) values
  (gen_random_uuid(), 'movie', 1, 1, 'a', null, '1999-12-31', '{18,878}', '{US,GB}', 80),
  (gen_random_uuid(), 'movie', 2, 1, 'b', null, '1990-01-01', '{18,18}', '{US}', 60),
  (gen_random_uuid(), 'show', 3, 1, 'c', null, '2000-01-01', '{18}', null, null),
  (gen_random_uuid(), 'show', 4, 1, 'd', null, null, '{}', '{}', 50),
  (gen_random_uuid(), 'show', 5, 1, 'gone', now(), '2000-01-01', '{18}', '{US}', 50),
  (gen_random_uuid(), 'show', 6, null, null, null, null, null, null, 50)
"""
PATH = "/api/v1/insights/distributions"


@pytest_asyncio.fixture
async def client(container: Container) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_for(create_api(container)) as client:
        yield client
    await container.runtime.reads.close()


async def fill(container: Container) -> None:
    async with container.runtime.engine.begin() as connection:
        await connection.execute(text(FILL))


@pytest.mark.parametrize(
    ("query", "total", "unknown", "groups"),
    [
        ("by=decade", 4, 1, [("1990", "1990s", 2, 0.5, 70.0), ("2000", "2000s", 1, 0.25, None)]),
        ("by=country", 4, 2, [("US", "US", 2, 0.5, 70.0), ("GB", "GB", 1, 0.25, 80.0)]),
        ("by=genre", 4, 1, [("18", "Drama", 3, 0.75, 70.0), ("878", "Science Fiction", 1, 0.25, 80.0)]),
        ("by=kind", 4, 0, [("movie", "movie", 2, 0.5, 70.0), ("show", "show", 2, 0.5, 50.0)]),
        ("by=genre&type=show", 2, 1, [("18", "Drama", 1, 0.5, None)]),
    ],
)
async def test_a_title_counts_once_in_each_of_its_groups(
    client: httpx2.AsyncClient,
    container: Container,
    query: str,
    total: int,
    unknown: int,
    groups: list[tuple[str, str, int, float, float | None]],
) -> None:
    await fill(container)
    data = (await client.get(f"{PATH}?{query}")).json()["data"]
    assert (data["total"], data["unknown"], data["omitted"], data["reason"]) == (total, unknown, 0, None)
    names = ("key", "name", "titles", "share", "meanScore")
    assert [tuple(group[name] for name in names) for group in data["groups"]] == groups


async def test_no_titles_have_a_reason(client: httpx2.AsyncClient) -> None:
    data = (await client.get(f"{PATH}?by=decade")).json()["data"]
    assert (data["total"], data["groups"], data["reason"]) == (0, [], "NO_TITLES")
    picture = await client.get(f"{PATH}/chart.svg?by=decade")
    assert "There are no titles yet" in picture.text


async def test_a_limit_keeps_the_largest_groups_and_the_newest_decades(
    client: httpx2.AsyncClient, container: Container
) -> None:
    await fill(container)
    for query, key in (("by=country", "US"), ("by=decade", "2000")):
        data = (await client.get(f"{PATH}?{query}&limit=1")).json()["data"]
        assert ([group["key"] for group in data["groups"]], data["omitted"]) == ([key], 1)


async def test_a_distribution_is_a_picture(client: httpx2.AsyncClient, container: Container) -> None:
    await fill(container)
    response = await client.get(f"{PATH}/chart.svg?by=genre&type=movie")
    texts = {element.text for element in fromstring(response.content).iter()}
    assert {"Movies by genre", "2 movies, 0 of them without a genre", "Drama", "Science Fiction"} <= texts
    png = await client.get(f"{PATH}/chart.png?by=genre")
    assert png.content.startswith(b"\x89PNG")


@pytest.mark.parametrize("query", ["", "by=director", "by=genre&type=person", "by=genre&limit=41", "by=genre&page=2"])
async def test_an_invalid_request_is_rejected(client: httpx2.AsyncClient, query: str) -> None:
    for path in (PATH, f"{PATH}/chart.svg"):
        response = await client.get(f"{path}?{query}")
        assert (response.status_code, response.json()["error"]["code"]) == (400, "VALIDATION_ERROR")


async def test_titles_are_counted_once_per_period() -> None:
    now = NOON
    calls = []

    class Clock:
        def now(self) -> object:
            return now

    class Reader:
        async def groups(self, dimension: str, kind: str | None) -> Groups:
            calls.append((dimension, kind))
            return Groups(0, 0, [])

    queries = DistributionQueries(Reader(), Clock(), 600)  # type: ignore[arg-type]
    await queries.distribution("kind", None)
    await queries.distribution("kind", None)
    await queries.distribution("kind", "movie")
    assert calls == [("kind", None), ("kind", "movie")]
    now += timedelta(seconds=601)
    await queries.distribution("kind", None)
    assert len(calls) == 3
