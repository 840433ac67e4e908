"""Watch positions over HTTP on the real Postgres."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from services.library.tests.integration.scrobbling.support import MOVIE, OTHER, SHOW

from chassis.testing.clock import NOON
from chassis.testing.tokens import Tokens

pytestmark = pytest.mark.integration

MINE = f"/api/v1/me/positions/{SHOW}"
MATRIX = f"/api/v1/me/positions/{MOVIE}"


def heartbeat(minutes: float, position: int, **changes: Any) -> dict[str, Any]:
    """Return a heartbeat some minutes before noon, of an episode of 48 minutes."""
    at = (NOON - timedelta(hours=2) + timedelta(minutes=minutes)).isoformat()
    body = {
        "positionSeconds": position,
        "durationSeconds": 2880,
        "season": 2,
        "episode": 1,
        "device": {"id": "tv", "name": "Living Room"},
        "at": at,
    }
    return {**body, **changes}


async def put(
    client: httpx2.AsyncClient, who: dict[str, str], body: dict[str, Any], path: str = MINE
) -> dict[str, Any]:
    response = await client.put(path, json=body, headers=who)
    assert response.status_code == 200, response.text
    data: dict[str, Any] = response.json()["data"]
    return data


async def positions(client: httpx2.AsyncClient, who: dict[str, str]) -> list[tuple[str, int | None, int]]:
    response = await client.get("/api/v1/me/positions", headers=who)
    assert response.headers["cache-control"] == "private, no-store"
    return [(item["deviceId"], item["episode"], item["positionSeconds"]) for item in response.json()["data"]]


async def test_a_position_is_stored_per_device_and_episode_and_never_moves_back(
    client: httpx2.AsyncClient, me: dict[str, str], tokens: Tokens
) -> None:
    first = await put(client, me, heartbeat(10, 600))
    older = await put(client, me, heartbeat(5, 300))
    await put(client, me, heartbeat(11, 60, device={"id": "phone"}))
    await put(client, me, heartbeat(12, 120, episode=2))

    assert first == {"result": "updated", "plays": []}
    assert older["result"] == "unchanged"
    assert await positions(client, me) == [("tv", 2, 120), ("phone", 1, 60), ("tv", 1, 600)]
    assert await positions(client, tokens.bearer(OTHER)) == []
    [stored, *_] = (await client.get(MINE, headers=me)).json()["data"][2:]
    assert (stored["percent"], stored["state"], stored["origin"]) == (20.8, "playing", "api")
    assert stored["mediaSummary"]["title"] == "Breaking Bad"
    page = (await client.get("/api/v1/me/positions?limit=1&offset=1", headers=me)).json()
    assert (page["data"][0]["deviceId"], page["meta"]["total"]) == ("phone", 3)


async def test_the_threshold_records_one_play_for_all_devices(client: httpx2.AsyncClient, me: dict[str, str]) -> None:
    await put(client, me, heartbeat(10, 600, device={"id": "phone"}))
    results = [
        await put(client, me, heartbeat(minutes, position, device={"id": device}))
        for minutes, position, device in ((43, 2591, "tv"), (44, 2592, "tv"), (45, 2700, "tv"), (45, 2700, "phone"))
    ]

    assert [result["result"] for result in results] == ["updated", "recorded", "duplicate", "duplicate"]
    assert results[1]["plays"] == [{"mediaItemId": str(SHOW), "season": 2, "episode": 1}]
    assert await positions(client, me) == []


async def test_of_a_long_movie_only_the_last_minutes_count(client: httpx2.AsyncClient, me: dict[str, str]) -> None:
    movie = {"season": None, "episode": None, "durationSeconds": 8160}
    before = await put(client, me, heartbeat(130, 7859, **movie), MATRIX)
    after = await put(client, me, heartbeat(131, 7860, **movie), MATRIX)

    assert (before["result"], after["result"]) == ("updated", "recorded")
    assert after["plays"] == [{"mediaItemId": str(MOVIE), "season": None, "episode": None}]


async def test_a_file_of_two_episodes_records_both(client: httpx2.AsyncClient, me: dict[str, str]) -> None:
    await put(client, me, heartbeat(1, 60, episodeEnd=2))
    [position] = (await client.get(MINE, headers=me)).json()["data"]
    outcome = await put(client, me, heartbeat(44, 2700, episodeEnd=2))

    assert (position["episode"], position["episodeEnd"]) == (1, 2)
    assert [play["episode"] for play in outcome["plays"]] == [1, 2]


async def test_what_plays_now_ends_when_it_stops_or_expires(client: httpx2.AsyncClient, me: dict[str, str]) -> None:
    async def playing() -> list[str]:
        response = await client.get("/api/v1/me/now-playing", headers=me)
        return [item["deviceId"] for item in response.json()["data"]]

    now = (NOON - timedelta(minutes=4)).isoformat()
    await put(client, me, heartbeat(0, 60, at=now))
    await put(client, me, heartbeat(0, 60, at=now, device={"id": "phone"}, state="paused"))
    await put(client, me, heartbeat(0, 60, device={"id": "old"}))
    assert sorted(await playing()) == ["phone", "tv"]

    await put(client, me, heartbeat(0, 60, at=NOON.isoformat(), device={"id": "phone"}, state="stopped"))
    assert await playing() == ["tv"]


async def test_positions_are_deleted_by_title_and_by_episode(client: httpx2.AsyncClient, me: dict[str, str]) -> None:
    await put(client, me, heartbeat(1, 60))
    await put(client, me, heartbeat(2, 60, episode=2))

    assert (await client.delete(f"{MINE}?season=2&episode=1", headers=me)).status_code == 204
    assert await positions(client, me) == [("tv", 2, 60)]
    assert (await client.delete(MINE, headers=me)).status_code == 204
    assert (await client.delete(MINE, headers=me)).status_code == 204
    assert await positions(client, me) == []


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"season": None}, "EPISODE_REQUIRED", "eason and episode are required"),
        ({"episode": 14}, "EPISODE_UNKNOWN", "episode 14 does not exist"),
        ({"positionSeconds": -1}, "VALIDATION_ERROR", "positionSeconds"),
        ({"positionSeconds": 10**30}, "VALIDATION_ERROR", "positionSeconds"),
        ({"durationSeconds": 0}, "VALIDATION_ERROR", "durationSeconds"),
        ({"device": {"id": ""}}, "VALIDATION_ERROR", "device.id"),
        ({"device": {"id": "a\x00"}}, "VALIDATION_ERROR", "device.id"),
        ({"episodeEnd": 0}, "VALIDATION_ERROR", "episodeEnd"),
        ({"episodeEnd": 99}, "VALIDATION_ERROR", "episodeEnd"),
        ({"at": 5}, "VALIDATION_ERROR", "at"),
        ({"at": "0001-01-01T00:00:00+14:00"}, "VALIDATION_ERROR", "at"),
        ({"at": "1969-12-31T00:00:00Z"}, "VALIDATION_ERROR", "at"),
        ({"state": "flying"}, "VALIDATION_ERROR", "state"),
    ],
)
async def test_an_invalid_heartbeat_names_its_field_and_changes_nothing(
    client: httpx2.AsyncClient, me: dict[str, str], changes: dict[str, Any], code: str, words: str
) -> None:
    response = await client.put(MINE, json=heartbeat(1, 60, **changes), headers=me)

    assert (response.status_code, response.json()["error"]["code"]) == (400, code), response.text
    assert words in response.json()["error"]["message"]
    assert await positions(client, me) == []


async def test_a_movie_has_no_episodes_and_an_unknown_title_no_positions(
    client: httpx2.AsyncClient, me: dict[str, str]
) -> None:
    movie = await client.put(MATRIX, json=heartbeat(1, 60), headers=me)
    unknown = await client.put(f"/api/v1/me/positions/{UUID(int=5)}", json=heartbeat(1, 60), headers=me)

    assert (movie.status_code, movie.json()["error"]["code"]) == (400, "PROGRESS_NOT_ALLOWED")
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "MEDIA_NOT_FOUND")
