"""Averages of all users: nothing of few raters, nothing of users who hide their ratings, and one order."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio
from sqlalchemy import update

from chassis.testing.clock import NOON
from chassis.testing.tokens import Tokens
from contracts.auth import UserDeletedV1
from contracts.identity import media_id
from library.bootstrap import Container
from library.domain.rankings.averages import Histogram
from library.infrastructure.tables import users

pytestmark = pytest.mark.integration

URL = "/api/v1/rankings"
MATRIX, ALIEN, BRAZIL, BAD = (
    media_id("movie", 603),
    media_id("movie", 348),
    media_id("movie", 68),
    media_id("show", 1396),
)
Rate = Callable[..., Awaitable[None]]
Get = Callable[[str], Awaitable[Any]]


@pytest_asyncio.fixture
async def rate(
    client: httpx2.AsyncClient,
    tokens: Tokens,
    deliver: Callable[..., Awaitable[None]],
    imported: Callable[..., Any],
    container: Container,
) -> Rate:
    await deliver(imported(603, kind="movie"), imported(348, kind="movie"), imported(68, kind="movie"), imported(1396))

    async def send(title: UUID, *stars: int, first_user: int = 1) -> None:
        for user, number in enumerate(stars, first_user):
            body = {"rating": number * 20}
            response = await client.patch(
                f"/api/v1/user-media/{title}", json=body, headers=tokens.bearer(UUID(int=user))
            )
            assert response.status_code == 200, response.text
        await container.application.rankings.count_ratings()

    return send


@pytest.fixture
def get(client: httpx2.AsyncClient) -> Get:
    async def send(path: str) -> Any:
        response = await client.get(f"{URL}/{path}")
        assert response.status_code == 200, response.text
        assert response.headers["cache-control"] == "public, max-age=30"
        return response.json()

    return send


NOTHING = {"average": None, "count": None, "histogram": None}


async def test_an_average_needs_three_raters(rate: Rate, get: Get) -> None:
    await rate(MATRIX, 5, 4)
    assert (await get(f"averages/{MATRIX}"))["data"] == {"mediaItemId": str(MATRIX), **NOTHING}
    await rate(MATRIX, 4, first_user=3)
    assert (await get(f"averages/{MATRIX}"))["data"] == {
        "mediaItemId": str(MATRIX),
        "average": 4.33,
        "count": 3,
        "histogram": [{"rating": stars, "count": count} for stars, count in enumerate((0, 0, 0, 2, 1), 1)],
    }


async def test_users_who_hide_their_ratings_or_profile_do_not_count(rate: Rate, get: Get, container: Container) -> None:
    await rate(MATRIX, 5, 4, 4, 1, 1)
    for user, column in ((4, "show_ratings"), (5, "profile_public")):
        async with container.runtime.engine.begin() as connection:
            await connection.execute(update(users).where(users.c.user_id == UUID(int=user)).values({column: False}))
    await container.application.rankings.count_ratings()
    assert (await get(f"averages/{MATRIX}"))["data"]["average"] == 4.33


async def test_an_erased_or_withdrawn_rating_is_gone_with_the_next_count(
    rate: Rate, get: Get, deliver: Callable[..., Awaitable[None]], container: Container
) -> None:
    await rate(MATRIX, 5, 4, 3, 2)
    await deliver(UserDeletedV1(version=1, user_id=UUID(int=4), deleted_at=NOON))
    await container.application.rankings.count_ratings()
    assert (await get(f"averages/{MATRIX}"))["data"]["count"] == 3
    await deliver(UserDeletedV1(version=1, user_id=UUID(int=3), deleted_at=NOON))
    await container.application.rankings.count_ratings()
    assert (await get(f"averages/{MATRIX}"))["data"]["count"] is None


async def test_a_batch_has_the_order_of_the_ids_and_omits_unknown_titles(rate: Rate, get: Get) -> None:
    await rate(MATRIX, 5, 4, 3)
    page = await get(f"averages?ids={BAD},{MATRIX},{UUID(int=1)},{MATRIX}")
    assert [(item["mediaItemId"], item["count"]) for item in page["data"]] == [(str(BAD), None), (str(MATRIX), 3)]


async def test_the_best_titles_are_weighted_by_their_raters(rate: Rate, get: Get) -> None:
    await rate(ALIEN, *[5] * 3)
    await rate(MATRIX, *[5, 4] * 8)
    await rate(BRAZIL, *[1] * 6)
    await rate(BAD, 5, 5, 5)

    page = await get("top")

    mean = (15 + 72 + 6) / 25
    expected = [
        (str(MATRIX), Histogram({4: 8, 5: 8}).weighted(mean)),
        (str(ALIEN), Histogram({5: 3}).weighted(mean)),
        (str(BRAZIL), Histogram({1: 6}).weighted(mean)),
    ]
    assert [(item["mediaSummary"]["id"], item["weightedAverage"]) for item in page["data"]] == [
        (title, round(weighted, 4)) for title, weighted in expected
    ]
    assert [(item["rank"], item["average"], item["count"]) for item in page["data"]] == [
        (1, 4.5, 16),
        (2, 5.0, 3),
        (3, 1.0, 6),
    ]
    assert page["meta"]["total"] == 3
    assert [item["rank"] for item in (await get("top?limit=1&offset=1"))["data"]] == [2]
    assert [item["mediaSummary"]["id"] for item in (await get("top?type=show"))["data"]] == [str(BAD)]


async def test_counting_again_changes_nothing(rate: Rate, get: Get, container: Container) -> None:
    await rate(MATRIX, 5, 4, 3)
    before = await get("top")
    await container.application.rankings.count_ratings()
    assert await get("top") == before


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        (f"averages/{UUID(int=1)}", 404, "MEDIA_NOT_FOUND"),
        ("averages/x", 400, "VALIDATION_ERROR"),
        ("averages", 400, "VALIDATION_ERROR"),
        ("averages?ids=x", 400, "VALIDATION_ERROR"),
        ("averages?ids=" + ",".join([str(UUID(int=1))] * 101), 400, "VALIDATION_ERROR"),
        ("top?limit=101", 400, "VALIDATION_ERROR"),
        ("top?type=book", 400, "VALIDATION_ERROR"),
    ],
)
async def test_a_wrong_request_is_rejected(client: httpx2.AsyncClient, path: str, status: int, code: str) -> None:
    response = await client.get(f"{URL}/{path}")
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)
