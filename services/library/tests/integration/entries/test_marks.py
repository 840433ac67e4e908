"""Ratings on scales, of seasons and episodes, tags, rewatches and changes of many entries, over HTTP."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
import pytest_asyncio
from services.library.tests.integration.conftest import Request

from chassis.testing.tokens import Tokens
from contracts.identity import media_id
from contracts.ingestion import SeasonSummary

pytestmark = pytest.mark.integration

SHOW, MOVIE, USER = media_id("show", 1396), media_id("movie", 603), UUID(int=7)
ENTRY = f"/api/v1/user-media/{SHOW}"
SEASON, EPISODE = f"{ENTRY}/seasons/1/rating", f"{ENTRY}/seasons/1/episodes/2/rating"


@pytest_asyncio.fixture(autouse=True)
async def titles(deliver: Callable[..., Awaitable[None]], imported: Callable[..., Any]) -> None:
    seasons = (SeasonSummary(number=1, episode_count=7), SeasonSummary(number=2, episode_count=13))
    await deliver(
        imported(1396, title="Breaking Bad", seasons=seasons, release_date=date(2008, 1, 20)),
        imported(603, kind="movie", title="The Matrix", release_date=date(1999, 3, 31)),
    )


async def test_a_rating_is_entered_and_shown_on_every_scale(send: Request) -> None:
    body = {"state": "completed", "rating": 4.5, "scale": "half_stars"}
    halves = (await send("PATCH", ENTRY, 200, body))["data"]
    stars = (await send("PUT", ENTRY, 200, {"state": "completed", "rating": 7, "scale": "stars10"}))["data"]
    wrong = await send("PATCH", ENTRY, 400, {"rating": 4.5, "scale": "stars5"})

    assert halves["rating"] == 90
    assert halves["ratingScales"] == {"stars10": 9, "stars5": 5, "halfStars": 4.5}
    assert stars["rating"] == 70
    assert stars["ratedAt"] == stars["updatedAt"]
    assert wrong["error"]["message"] == "rating: must be a whole number from 0 to 5 on the scale stars5"


async def test_an_entry_of_which_nothing_is_left_is_removed(send: Request) -> None:
    rated = (await send("PATCH", ENTRY, 200, {"rating": 85}))["data"]
    nothing = await send("PATCH", ENTRY, 200, {"rating": None}, idempotency_key="k1")
    again = await send("PATCH", ENTRY, 200, {"rating": None}, idempotency_key="k1")

    assert (rated["state"], rated["stateCause"]) == ("completed", "rated")
    assert nothing["data"] is None
    assert again == nothing
    assert (await send("GET", ENTRY, 200))["data"] is None


async def test_a_season_and_an_episode_are_rated(send: Request) -> None:
    await send("PUT", SEASON, 200, {"rating": 80})
    data = (await send("PUT", EPISODE, 200, {"rating": 5, "scale": "stars5"}))["data"]
    version = (await send("GET", ENTRY, 200))["data"]["updatedAt"]
    same = (await send("PUT", EPISODE, 200, {"rating": 100}))["data"]
    less = (await send("DELETE", SEASON, 200))["data"]
    nothing = await send("DELETE", EPISODE, 200)

    assert (data["state"], data["stateCause"], data["rating"]) == ("watching", "rated", None)
    assert [(place["season"], place["episode"], place["rating"]) for place in data["placeRatings"]] == [
        (1, None, 80),
        (1, 2, 100),
    ]
    assert data["placeRatings"][1]["ratingScales"] == {"stars10": 10, "stars5": 5, "halfStars": 5}
    assert same["updatedAt"] == version, "nothing has changed"
    assert [place["episode"] for place in less["placeRatings"]] == [2]
    assert nothing["data"] is None


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("PUT", f"/api/v1/user-media/{MOVIE}/seasons/1/rating", {"rating": 80}, 400, "SEASON_NOT_ALLOWED"),
        ("DELETE", f"/api/v1/user-media/{MOVIE}/seasons/1/rating", None, 400, "SEASON_NOT_ALLOWED"),
        ("PUT", f"/api/v1/user-media/{UUID(int=1)}/seasons/1/rating", {"rating": 80}, 404, "MEDIA_NOT_FOUND"),
        ("PUT", f"{ENTRY}/seasons/9/rating", {"rating": 80}, 400, "SEASON_UNKNOWN"),
        ("PUT", f"{ENTRY}/seasons/99999999999/rating", {"rating": 80}, 400, "VALIDATION_ERROR"),
        ("PUT", SEASON, {}, 400, "VALIDATION_ERROR"),
        ("PUT", SEASON, {"rating": None}, 400, "VALIDATION_ERROR"),
        ("PUT", SEASON, {"rating": 101}, 400, "VALIDATION_ERROR"),
        ("POST", f"/api/v1/user-media/{MOVIE}/rewatch", None, 400, "REWATCH_NOT_ALLOWED"),
        ("POST", f"{ENTRY}/rewatch", None, 400, "REWATCH_NOT_ALLOWED"),
        ("PATCH", ENTRY, {"state": "planned", "tags": ["x" * 51]}, 400, "VALIDATION_ERROR"),
        ("PATCH", ENTRY, {"state": "planned", "tags": ["  "]}, 400, "VALIDATION_ERROR"),
        ("PATCH", ENTRY, {"state": "planned", "tags": ["a\x00b"]}, 400, "VALIDATION_ERROR"),
        ("PATCH", ENTRY, {"state": "planned", "tags": ["x"] * 21}, 400, "VALIDATION_ERROR"),
        ("POST", "/api/v1/user-media/bulk", {"mediaItemIds": [], "change": {}}, 400, "VALIDATION_ERROR"),
        ("GET", f"/api/v1/user-media/{UUID(int=1)}/explanation", None, 404, "MEDIA_NOT_FOUND"),
    ],
)
async def test_an_invalid_mark_is_rejected_and_nothing_changes(
    client: httpx2.AsyncClient, tokens: Tokens, send: Request, method: str, path: str, body: object, status: int,
    code: str,
) -> None:  # fmt: skip
    response = await client.request(method, path, json=body, headers=tokens.bearer(USER))

    assert (response.status_code, response.json()["error"]["code"]) == (status, code), response.text
    assert (await send("GET", "/api/v1/user-media", 200))["data"] == []


async def test_a_rewatch_is_begun_once(send: Request) -> None:
    await send("PATCH", ENTRY, 200, {"progress": {"season": 2, "episode": 13}})
    first = (await send("POST", f"{ENTRY}/rewatch", 200))["data"]
    again = (await send("POST", f"{ENTRY}/rewatch", 200))["data"]

    assert (first["state"], first["stateCause"], first["runs"], first["progress"]) == ("watching", "progress", 2, None)
    assert again == first


async def test_tags_are_stored_in_one_form_listed_and_filtered_by(send: Request) -> None:
    data = (await send("PATCH", ENTRY, 200, {"state": "watching", "tags": [" With  Ann", "rainy", "WITH ANN"]}))["data"]
    await send("PATCH", f"/api/v1/user-media/{MOVIE}", 200, {"state": "planned", "tags": ["rainy"]})
    tags = await send("GET", "/api/v1/me/tags", 200)
    second = await send("GET", "/api/v1/me/tags?limit=1&offset=1", 200)
    tagged = await send("GET", "/api/v1/user-media?tag=With%20ANN", 200)
    await send("PATCH", ENTRY, 200, {"tags": None})

    assert data["tags"] == ["with ann", "rainy"]
    assert tags["data"] == [{"tag": "rainy", "entries": 2}, {"tag": "with ann", "entries": 1}]
    assert second["data"] == tags["data"][1:]
    assert (second["meta"]["total"], second["meta"]["hasMore"]) == (2, False)
    assert [entry["mediaItemId"] for entry in tagged["data"]] == [str(SHOW)]
    assert (await send("GET", "/api/v1/me/tags", 200))["data"] == [{"tag": "rainy", "entries": 1}]


async def test_entries_are_counted_by_state(send: Request) -> None:
    await send("PATCH", ENTRY, 200, {"state": "watching"})
    await send("PATCH", f"/api/v1/user-media/{MOVIE}", 200, {"state": "planned"})
    counts = (await send("GET", "/api/v1/user-media/counts", 200))["data"]
    await send("DELETE", f"/api/v1/user-media/{MOVIE}", 204)

    none = {"planned": 0, "watching": 0, "completed": 0, "dropped": 0, "paused": 0}
    assert counts == {"total": 2, "states": {**none, "planned": 1, "watching": 1}}
    left = (await send("GET", "/api/v1/user-media/counts", 200))["data"]
    assert left == {"total": 1, "states": {**none, "watching": 1}}


async def test_many_entries_are_changed_each_for_itself(send: Request) -> None:
    unknown = uuid4()
    body = {
        "mediaItemIds": [str(SHOW), str(MOVIE), str(unknown), str(SHOW)],
        "change": {"progress": {"season": 1, "episode": 1}, "tags": ["x"]},
    }
    data = (await send("POST", "/api/v1/user-media/bulk", 200, body, idempotency_key="k1"))["data"]
    again = (await send("POST", "/api/v1/user-media/bulk", 200, body, idempotency_key="k1"))["data"]

    assert [(item["mediaItemId"], item["code"]) for item in data] == [
        (str(SHOW), None),
        (str(MOVIE), "PROGRESS_NOT_ALLOWED"),
        (str(unknown), "MEDIA_NOT_FOUND"),
    ]
    assert data[0]["entry"]["tags"] == ["x"]
    assert data[1]["message"] == "Progress is for shows only: a movie has no episodes"
    assert again == data
    assert (await send("GET", "/api/v1/user-media", 200))["meta"]["total"] == 1
