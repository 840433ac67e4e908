"""Rankings over HTTP: one row per user and movie, private to the user, and the same as ratings."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio

from chassis.testing.clock import NOON
from chassis.testing.tokens import Tokens
from contracts.auth import UserDeletedV1
from contracts.identity import media_id
from contracts.ingestion import Genre
from library.bootstrap import Container
from library.domain.entries.entry import Entry

pytestmark = pytest.mark.integration

ME, OTHER = UUID(int=7), UUID(int=8)
MATRIX = str(media_id("movie", 603))
URL = "/api/v1/rankings"
Call = Callable[..., Awaitable[httpx2.Response]]


@pytest_asyncio.fixture
async def call(
    client: httpx2.AsyncClient, tokens: Tokens, deliver: Callable[..., Awaitable[None]], imported: Callable[..., Any]
) -> Call:
    await deliver(
        imported(
            603,
            kind="movie",
            title="The Matrix",
            release_date=date(1999, 3, 30),
            genres=(Genre(tmdb_id=28, name="Action"),),
        ),
        imported(604, kind="movie", title="alien", release_date=date(1979, 5, 25)),
        imported(605, kind="movie", title="Untitled"),
        imported(1396, title="Breaking Bad"),
    )

    async def send(method: str, path: str = URL, *, user: UUID = ME, **more: Any) -> httpx2.Response:
        return await client.request(method, path, headers=tokens.bearer(user), **more)

    return send


async def rank(call: Call, number: int, stars: int, rated_at: str | None = None, user: UUID = ME) -> dict[str, Any]:
    body = {"tmdbId": number, "rating": stars, **({"ratedAt": rated_at} if rated_at else {})}
    response = await call("POST", user=user, json=body)
    assert response.status_code in (200, 201), response.text
    data: dict[str, Any] = response.json()["data"]
    return data


async def test_a_ranking_is_created_once_and_then_changed(call: Call) -> None:
    created = await call("POST", json={"mediaItemId": MATRIX, "rating": 4, "ratedAt": "2026-11-01T10:00:00+02:00"})
    changed = await call("POST", json={"tmdbId": 603, "rating": 2})

    assert (created.status_code, changed.status_code) == (201, 200)
    assert created.headers["cache-control"] == "private, no-store"
    data, after = created.json()["data"], changed.json()["data"]
    assert data.keys() == {"id", "mediaItemId", "rating", "ratedAt", "createdAt", "updatedAt"}
    assert (data["mediaItemId"], data["rating"], data["ratedAt"]) == (MATRIX, 4, "2026-11-01T08:00:00Z")
    assert (after["id"], after["rating"], after["ratedAt"]) == (data["id"], 2, "2026-11-01T08:00:00Z")
    assert after["createdAt"] == data["createdAt"]
    assert after["updatedAt"] > data["updatedAt"]


async def test_a_time_that_is_sent_replaces_the_former_one_in_both_directions(call: Call) -> None:
    for sent in ("2026-11-10T00:00:00Z", "1999-05-05T00:00:00Z", "2026-11-12T00:00:00Z"):
        assert (await rank(call, 603, 3, sent))["ratedAt"] == sent
    later = await rank(call, 603, 5, "1999-05-05T00:00:00Z")
    assert (later["rating"], later["ratedAt"]) == (5, "1999-05-05T00:00:00Z")
    assert (await call("GET")).json()["data"][0]["rating"] == 5


async def test_a_ranking_is_the_rating_of_the_entry(call: Call) -> None:
    await rank(call, 603, 4)
    entry = (await call("GET", f"/api/v1/user-media/{MATRIX}")).json()["data"]
    assert (entry["rating"], entry["state"]) == (80, "completed")

    await call("PATCH", f"/api/v1/user-media/{MATRIX}", json={"rating": 41})
    assert (await call("GET")).json()["data"][0]["rating"] == 3
    assert (await rank(call, 603, 1))["rating"] == 1
    assert (await call("GET", f"/api/v1/user-media/{MATRIX}")).json()["data"]["rating"] == 20


async def test_the_same_ranking_again_changes_nothing(
    call: Call, published_events: Callable[[], Awaitable[list[dict[str, Any]]]]
) -> None:
    first = await rank(call, 603, 4)
    events = await published_events()
    assert await rank(call, 603, 4) == first
    assert await published_events() == events


async def test_one_change_of_a_ranking_is_one_event(
    call: Call, published_events: Callable[[], Awaitable[list[dict[str, Any]]]]
) -> None:
    await rank(call, 603, 4, "2026-11-10T00:00:00Z")
    for number, sent in enumerate(("2026-11-09T00:00:00Z", "2026-11-11T00:00:00Z", None), 1):
        await rank(call, 603, number, sent)
        ratings = [event["rating"] for event in await published_events()]
        assert ratings == [80, *(20 * stars for stars in range(1, number + 1))]


async def test_fifty_concurrent_requests_create_one_ranking(call: Call, container: Container) -> None:
    responses = await asyncio.gather(
        *(call("POST", json={"tmdbId": 603, "rating": number % 5 + 1}) for number in range(50))
    )

    assert Counter(response.status_code for response in responses) == {201: 1, 200: 49}
    page = (await call("GET")).json()
    assert page["meta"]["total"] == 1
    assert len({response.json()["data"]["id"] for response in responses}) == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"tmdbId": 603, "rating": 0}, "VALIDATION_ERROR"),
        ({"tmdbId": 603, "rating": 6}, "VALIDATION_ERROR"),
        ({"tmdbId": 603, "rating": 4.5}, "VALIDATION_ERROR"),
        ({"tmdbId": 603, "rating": "4"}, "VALIDATION_ERROR"),
        ({"tmdbId": 603, "rating": 10**30}, "VALIDATION_ERROR"),
        ({"tmdbId": 10**30, "rating": 4}, "VALIDATION_ERROR"),
        ({"rating": 4}, "VALIDATION_ERROR"),
        ({"tmdbId": 603, "mediaItemId": MATRIX, "rating": 4}, "VALIDATION_ERROR"),
        ({"mediaItemId": "x", "rating": 4}, "VALIDATION_ERROR"),
        ({"tmdbId": 603, "rating": 4, "ratedAt": "0001-01-01T00:00:00+14:00"}, "VALIDATION_ERROR"),
        ({"tmdbId": 603, "rating": 4, "ratedAt": "2026-11-01"}, "VALIDATION_ERROR"),
        ({"tmdbId": 603, "rating": 4, "ratedAt": "2026-11-01T00:00:00"}, "VALIDATION_ERROR"),
        ({"tmdbId": 603, "rating": 4, "ratedAt": 1}, "VALIDATION_ERROR"),
        ({"tmdbId": 603, "rating": 4, "ratedAt": "2999-01-01T00:00:00Z"}, "RANKED_IN_FUTURE"),
        ({"tmdbId": 603, "rating": 4, "ratedAt": "9999-12-31T23:59:59-14:00"}, "RANKED_IN_FUTURE"),
        ({"mediaItemId": str(media_id("show", 1396)), "rating": 4}, "RANKING_KIND_MISMATCH"),
    ],
)
async def test_a_wrong_request_changes_nothing(call: Call, body: dict[str, Any], code: str) -> None:
    response = await call("POST", json=body)
    assert (response.status_code, response.json()["error"]["code"]) == (400, code), response.text
    assert (await call("GET")).json()["meta"]["total"] == 0


async def test_an_unknown_movie_is_not_found(call: Call) -> None:
    response = await call("POST", json={"tmdbId": 1, "rating": 4})
    assert (response.status_code, response.json()["error"]["code"]) == (404, "MEDIA_NOT_FOUND")


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", [605, 604, 603]),
        ("sortOrder=asc", [603, 604, 605]),
        ("sortBy=rating", [604, 605, 603]),
        ("sortBy=rating&sortOrder=asc", [605, 603, 604]),
        ("sortBy=title&sortOrder=asc", [604, 603, 605]),
        ("sortBy=title", [605, 603, 604]),
        ("sortBy=year", [603, 604, 605]),
        ("sortBy=year&sortOrder=asc", [604, 603, 605]),
        ("limit=1&offset=1", [604]),
        ("limit=100&offset=3", []),
    ],
)
async def test_pages_have_one_order(call: Call, query: str, numbers: list[int]) -> None:
    await rank(call, 603, 3, "2026-11-01T00:00:00Z")
    await rank(call, 604, 5, "2026-11-02T00:00:00Z")
    await rank(call, 605, 3, "2026-11-03T00:00:00Z")
    await rank(call, 603, 1, user=OTHER)

    page = (await call("GET", f"{URL}?{query}")).json()

    ids = {str(media_id("movie", number)): number for number in (603, 604, 605)}
    assert [ids[item["movie"]["id"]] for item in page["data"]] == numbers
    assert page["meta"]["total"] == 3


async def test_an_item_has_the_movie(call: Call) -> None:
    await rank(call, 603, 3)
    [item] = (await call("GET")).json()["data"]
    movie = item["movie"]
    assert (movie["title"], movie["year"], movie["genreIds"], movie["slug"]) == ("The Matrix", 1999, [28], None)
    assert movie["poster"]["small"].endswith("/603.jpg")


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "offset=-1", "sortBy=x", "sortOrder=up", f"offset={10**20}"])
async def test_a_wrong_page_is_rejected(call: Call, query: str) -> None:
    response = await call("GET", f"{URL}?{query}")
    assert (response.status_code, response.json()["error"]["code"]) == (400, "VALIDATION_ERROR")


async def test_deleting_a_ranking_undoes_the_rating_and_nothing_else(call: Call) -> None:
    await call("PATCH", f"/api/v1/user-media/{MATRIX}", json={"state": "planned", "notes": "With Ann"})
    ranking = await rank(call, 603, 3)

    response = await call("DELETE", f"{URL}/{ranking['id']}")

    assert (response.status_code, response.content) == (204, b"")
    entry = (await call("GET", f"/api/v1/user-media/{MATRIX}")).json()["data"]
    assert (entry["rating"], entry["state"], entry["notes"]) == (None, "planned", "With Ann")
    again = await call("DELETE", f"{URL}/{ranking['id']}")
    assert (again.status_code, again.json()["error"]["code"]) == (404, "RANKING_NOT_FOUND")
    assert (await call("POST", json={"tmdbId": 603, "rating": 2})).status_code == 201


async def test_an_entry_with_a_rating_alone_ends_with_it(call: Call) -> None:
    ranking = await rank(call, 603, 3)
    await call("DELETE", f"{URL}/{ranking['id']}")
    assert (await call("GET", f"/api/v1/user-media/{MATRIX}")).json()["data"] is None


async def test_the_ranking_of_another_user_is_forbidden_and_an_unknown_one_not_found(call: Call) -> None:
    ranking = await rank(call, 603, 3)
    responses = [
        await call("DELETE", f"{URL}/{ranking['id']}", user=OTHER),
        await call("DELETE", f"{URL}/{UUID(int=1)}"),
        await call("DELETE", f"{URL}/x"),
    ]
    assert [(response.status_code, response.json()["error"]["code"]) for response in responses] == [
        (403, "RANKING_FORBIDDEN"),
        (404, "RANKING_NOT_FOUND"),
        (400, "VALIDATION_ERROR"),
    ]
    assert (await call("GET")).json()["meta"]["total"] == 1


async def test_all_rankings_are_deleted_and_shows_keep_their_ratings(call: Call) -> None:
    show = f"/api/v1/user-media/{media_id('show', 1396)}"
    await call("PATCH", show, json={"rating": 90})
    for number in (603, 604, 605):
        await rank(call, number, 3)
    await rank(call, 603, 5, user=OTHER)

    assert [(await call("DELETE")).status_code for _ in range(2)] == [204, 204]

    assert (await call("GET")).json()["meta"]["total"] == 0
    assert (await call("GET", user=OTHER)).json()["meta"]["total"] == 1
    assert (await call("GET", show)).json()["data"]["rating"] == 90


async def test_an_id_is_that_of_the_entry(call: Call) -> None:
    assert (await rank(call, 603, 3))["id"] == str(Entry(ME, UUID(MATRIX), "movie", 603).id)


async def test_an_erased_user_ranks_nothing(call: Call, deliver: Callable[..., Awaitable[None]]) -> None:
    ranking = await rank(call, 603, 3)
    await deliver(UserDeletedV1(version=1, user_id=ME, deleted_at=NOON))
    responses = [
        await call("POST", json={"tmdbId": 603, "rating": 4}),
        await call("DELETE"),
        await call("DELETE", f"{URL}/{ranking['id']}"),
    ]
    assert [(response.status_code, response.json()["error"]["code"]) for response in responses] == [
        (403, "ACCOUNT_ERASED")
    ] * 3
    assert (await call("GET")).json()["meta"]["total"] == 0


async def test_analytics_have_the_reference_figures(call: Call) -> None:
    today = NOON.date()
    await rank(call, 603, 5, f"{today}T00:00:00Z")
    await rank(call, 604, 4, f"{today - timedelta(days=1)}T23:30:00Z")
    await rank(call, 605, 4, "2025-10-25T12:00:00Z")

    async def get(name: str, query: str = "") -> dict[str, Any]:
        response = await call("GET", f"/api/v1/me/analytics/{name}{query}")
        assert response.headers["cache-control"] == "private, no-store"
        data: dict[str, Any] = response.json()["data"]
        return data

    assert await get("activity") == {
        "activity": [{"date": "2026-11-20", "count": 1}, {"date": "2026-11-21", "count": 1}],
        "startDate": "2025-10-26",
        "endDate": "2026-11-30",
    }
    assert (await get("activity", "?timeZone=Europe/Kyiv"))["activity"] == [{"date": "2026-11-21", "count": 2}]
    assert await get("genres") == {
        "genres": [{"genreId": 28, "genreName": "Action", "count": 1, "averageRating": 5.0}],
        "totalMovies": 2,
    }
    assert await get("stats") == {
        "totalMovies": 3,
        "totalWatchTimeMinutes": 0,
        "moviesWithoutRuntime": 3,
        "averageRating": 4.33,
        "currentStreak": 2,
        "longestStreak": 2,
        "topGenre": "Action",
    }
    assert await get("rating-distribution") == {
        "distribution": [
            {"rating": stars, "count": count} for stars, count in ((1, 0), (2, 0), (3, 0), (4, 2), (5, 1))
        ],
        "total": 3,
    }


@pytest.mark.parametrize(("rating", "stars"), [(0, 1), (1, 1), (20, 1), (21, 2), (79, 4), (80, 4), (81, 5), (100, 5)])
async def test_the_figures_have_the_stars_of_the_list(call: Call, rating: int, stars: int) -> None:
    await call("PATCH", f"/api/v1/user-media/{MATRIX}", json={"rating": rating})
    counts = (await call("GET", "/api/v1/me/analytics/rating-distribution")).json()["data"]["distribution"]
    assert [item["rating"] for item in counts if item["count"]] == [stars]
    assert (await call("GET")).json()["data"][0]["rating"] == stars


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", "x" * 100, ""])
async def test_an_unknown_time_zone_is_rejected(call: Call, zone: str) -> None:
    response = await call("GET", "/api/v1/me/analytics/stats", params={"timeZone": zone})
    assert (response.status_code, response.json()["error"]["details"]["errors"][0]["field"]) == (400, "timeZone")
