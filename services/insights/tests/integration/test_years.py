"""The year in review over HTTP on the real Postgres."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from hashlib import md5
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio
from sqlalchemy import text

from chassis.testing.clients import client_for
from insights.api import create_api
from insights.bootstrap import Container

pytestmark = pytest.mark.integration

FILL = """
insert into titles
  (media_id, kind, tmdb_id, facts_version, name, slug, gone_at, release_date, ratingo_score, tmdb_votes) values
  (md5('1')::uuid, 'movie', 1, 1, 'Dune', 'dune', null, '2026-01-01', 80.123456, 100),
  (md5('2')::uuid, 'show', 2, 1, 'Lost', null, null, '2026-12-31', 90, 99),
  (md5('3')::uuid, 'show', 3, 1, 'Gone', null, '2026-11-01', '2026-05-01', 99, 5000),
  (md5('4')::uuid, 'show', 4, 1, 'Old', null, null, '2025-12-31', 95, 5000),
  (md5('5')::uuid, 'show', 5, null, null, null, null, null, null, null);
insert into monthly_signals
  (media_id, month, signal, source, region, days_observed, minimum, maximum, mean, first, last) values
  (md5('1')::uuid, '2025-12-01', 4, 2, 'global', 31, 1, 1, 10, 1, 1),
  (md5('1')::uuid, '2026-01-01', 4, 2, 'global', 31, 1, 1, 15.5, 1, 1),
  (md5('1')::uuid, '2026-02-01', 4, 2, 'global', 7, 1, 1, 45, 1, 1),
  (md5('1')::uuid, '2026-03-01', 4, 2, 'global', 6, 1, 1, 900, 1, 1),
  (md5('1')::uuid, '2026-05-01', 4, 2, 'global', 31, 1, 1, 800, 1, 1),
  (md5('1')::uuid, '2026-06-01', 4, 2, 'US', 31, 1, 1, 8000, 1, 1),
  (md5('2')::uuid, '2025-11-01', 4, 2, 'global', 30, 1, 1, 9000, 1, 1),
  (md5('2')::uuid, '2025-12-01', 4, 2, 'global', 31, 1, 1, 20, 1, 1),
  (md5('2')::uuid, '2026-01-01', 4, 2, 'global', 31, 1, 1, 8, 1, 1),
  (md5('2')::uuid, '2026-02-01', 4, 2, 'global', 28, 1, 1, 9, 1, 1),
  (md5('3')::uuid, '2026-01-01', 4, 2, 'global', 31, 1, 1, 1, 1, 1),
  (md5('3')::uuid, '2026-02-01', 4, 2, 'global', 28, 1, 1, 9999, 1, 1),
  (md5('1')::uuid, '2025-12-01', 2, 1, 'global', 31, 1, 1, 1, 50, 100),
  (md5('1')::uuid, '2026-01-01', 2, 1, 'global', 31, 1, 1, 1, 101, 140),
  (md5('1')::uuid, '2026-03-01', 2, 1, 'global', 31, 1, 1, 1, 200, 250),
  (md5('2')::uuid, '2026-06-01', 2, 1, 'global', 31, 1, 1, 1, 1000, 1300),
  (md5('4')::uuid, '2025-06-01', 2, 1, 'global', 31, 1, 1, 1, 1000, 5000);
insert into list_ranks (list_id, day, rank, media_id) values
  ('trending.movie.day', '2025-12-31', 1, md5('2')::uuid),
  ('trending.movie.day', '2026-01-01', 1, md5('2')::uuid),
  ('trending.movie.day', '2026-01-02', 1, md5('1')::uuid),
  ('trending.movie.day', '2026-01-04', 1, md5('1')::uuid),
  ('trending.movie.day', '2026-01-05', 2, md5('2')::uuid),
  ('trending.show.day', '2026-01-05', 1, md5('3')::uuid)
"""
PATH = "/api/v1/insights/years"


def number(value: int) -> str:
    return str(UUID(md5(str(value).encode(), usedforsecurity=False).hexdigest()))


DUNE = {"mediaItemId": number(1), "type": "movie", "title": "Dune", "slug": "dune"}
LOST = {"mediaItemId": number(2), "type": "show", "title": "Lost", "slug": None}


@pytest_asyncio.fixture
async def client(container: Container) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_for(create_api(container)) as client:
        yield client
    await container.runtime.reads.close()


async def execute(container: Container, statements: str) -> None:
    async with container.runtime.engine.begin() as connection:
        for statement in statements.split(";"):
            await connection.execute(text(statement))


async def test_a_year_has_what_stood_out(client: httpx2.AsyncClient, container: Container) -> None:
    await execute(container, FILL)
    assert await container.application.refresh_years() == 2, "2025 and 2026: all their days are kept"
    data = (await client.get(f"{PATH}/2026")).json()["data"]
    assert datetime.fromisoformat(data.pop("computedAt")) == datetime(2026, 11, 21, 12, tzinfo=UTC)
    assert data == {
        "year": 2026,
        "complete": False,
        "reason": None,
        "risers": [
            {**DUNE, "month": "2026-02-01", "before": 15.5, "after": 45.0, "change": 29.5},
            {**LOST, "month": "2026-02-01", "before": 8.0, "after": 9.0, "change": 1.0},
        ],
        "fallers": [{**LOST, "month": "2026-01-01", "before": 20.0, "after": 8.0, "change": -12.0}],
        "mostWatched": [
            {**LOST, "newWatchers": 300, "totalWatchers": 1300},
            {**DUNE, "newWatchers": 150, "totalWatchers": 250},
        ],
        "bestRated": [{**DUNE, "releasedOn": "2026-01-01", "score": 80.1235}],
        "listLeaders": [{**DUNE, "listId": "trending.movie.day", "days": 2, "firstDay": "2026-01-02"}],
    }
    assert (await client.get(f"{PATH}/2025")).json()["data"]["complete"] is True


async def test_a_title_that_is_deleted_later_leaves_the_review(
    client: httpx2.AsyncClient, container: Container
) -> None:
    await execute(container, FILL)
    await container.application.refresh_years()
    await execute(container, "update titles set gone_at = now() where tmdb_id = 1")
    data = (await client.get(f"{PATH}/2026")).json()["data"]
    assert (data["bestRated"], data["listLeaders"]) == ([], [])
    assert [item["title"] for item in data["mostWatched"]] == ["Lost"]


async def test_a_year_whose_days_are_deleted_keeps_its_review(client: httpx2.AsyncClient, container: Container) -> None:
    await execute(
        container,
        FILL
        + """;
        insert into year_reviews (year, refreshed_at, document) values (2024, now(), jsonb_build_object(
          'best_rated', jsonb_build_array(
            jsonb_build_object('media_id', md5('1')::uuid, 'released_on', '2024-02-01', 'score', 70))))
        """,
    )
    await container.application.refresh_years()
    data = (await client.get(f"{PATH}/2024")).json()["data"]
    assert data["bestRated"] == [{**DUNE, "releasedOn": "2024-02-01", "score": 70.0}]


async def test_a_year_without_observations_has_a_reason(client: httpx2.AsyncClient, container: Container) -> None:
    reason = {"code": "NOT_ENOUGH_DATA", "message": "too little was observed in 2026"}
    before = (await client.get(f"{PATH}/2026")).json()["data"]
    assert (before["reason"], before["computedAt"]) == (reason, None)
    await container.application.refresh_years()
    after = (await client.get(f"{PATH}/2026")).json()["data"]
    assert after["reason"] == reason
    assert after["computedAt"] is not None


@pytest.mark.parametrize("year", ["2027", "1999", "10000", "this", "2026.5", "2026?limit=3"])
async def test_an_invalid_year_is_named(client: httpx2.AsyncClient, year: str) -> None:
    response = await client.get(f"{PATH}/{year}")
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (400, "VALIDATION_ERROR")
    assert ("limit" if "?" in year else "year") in error["message"]
