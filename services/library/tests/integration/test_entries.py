"""A user's entry over HTTP on the real Postgres: partial changes, their events, isolation between users."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
import pytest_asyncio

from chassis.testing.tokens import Tokens
from contracts.identity import episode_id, media_id, season_id
from contracts.ingestion import Episode, SeasonSummary, SeasonSyncedV1

pytestmark = pytest.mark.integration

SHOW = media_id("show", 1396)
MOVIE = media_id("movie", 603)
ENTRY = f"/api/v1/user-media/{SHOW}"
USER = UUID(int=7)
PublishedEvents = Callable[[], Awaitable[list[dict[str, Any]]]]


@pytest_asyncio.fixture(autouse=True)
async def titles(deliver: Callable[..., Awaitable[None]], imported: Callable[..., Any]) -> None:
    await deliver(imported(1396, title="Breaking Bad"), imported(603, kind="movie", title="The Matrix"))


async def patch(client: httpx2.AsyncClient, who: dict[str, str], body: object, path: str = ENTRY) -> dict[str, Any]:
    response = await client.patch(path, json=body, headers=who)
    assert response.status_code == 200, response.text
    data: dict[str, Any] = response.json()["data"]
    return data


async def test_a_new_entry_is_stored_and_published(
    client: httpx2.AsyncClient, me: dict[str, str], published_events: PublishedEvents
) -> None:
    data = await patch(client, me, {"state": "watching", "rating": 85, "progress": {"season": 2, "episode": 5}})

    assert (data["userId"], data["mediaItemId"]) == (str(USER), str(SHOW))
    assert (data["state"], data["rating"], data["notes"]) == ("watching", 85, None)
    assert data["progress"] == {"season": 2, "episode": 5, "seasons": {"2": 5}}
    assert data["mediaSummary"]["title"] == "Breaking Bad"
    assert data["mediaSummary"]["poster"]["small"] == "https://image.tmdb.org/t/p/w342/1396.jpg"
    assert (data["mediaSummary"]["slug"], data["mediaSummary"]["ratingoScore"]) == (None, None)
    [event] = await published_events()
    assert (event["userId"], event["mediaId"], event["kind"], event["tmdbId"]) == (
        str(USER),
        str(SHOW),
        "show",
        1396,
    )
    assert (event["state"], event["rating"], event["progress"]) == ("watching", 85, {"season": 2, "episode": 5})
    assert not event["removed"]
    assert "notes" not in event
    read = await client.get(ENTRY, headers=me)
    assert read.json()["data"] == data
    assert read.headers["etag"] == f'"{event["version"]}"'
    assert read.headers["cache-control"] == "private, no-store"


async def test_an_omitted_field_stays_and_null_clears(client: httpx2.AsyncClient, me: dict[str, str]) -> None:
    await patch(client, me, {"state": "watching", "rating": 85, "notes": "With Ann", "progress": {"seasons": {"2": 5}}})

    dropped = await patch(client, me, {"state": "dropped"})
    cleared = await patch(client, me, {"rating": None})

    assert (dropped["rating"], dropped["notes"], dropped["progress"]["episode"]) == (85, "With Ann", 5)
    assert (cleared["state"], cleared["rating"], cleared["notes"]) == ("dropped", None, "With Ann")


async def test_the_progress_of_every_season_is_stored(
    client: httpx2.AsyncClient, me: dict[str, str], published_events: PublishedEvents
) -> None:
    first = await patch(client, me, {"progress": {"seasons": {"1": 7, "2": 3}}})
    special = await patch(client, me, {"progress": {"season": 0, "episode": 1}})
    earlier = await patch(client, me, {"progress": {"season": 1, "episode": 6}})
    removed = await patch(client, me, {"progress": {"seasons": {"2": None}}})
    put = (await client.put(ENTRY, json={"state": "watching", "progress": {"seasons": {"3": 1}}}, headers=me)).json()

    assert first["progress"] == {"season": 2, "episode": 3, "seasons": {"1": 7, "2": 3}}
    assert special["progress"] == {"season": 2, "episode": 3, "seasons": {"0": 1, "1": 7, "2": 3}}
    assert earlier["progress"] == {"season": 2, "episode": 3, "seasons": {"0": 1, "1": 6, "2": 3}}
    assert removed["progress"] == {"season": 1, "episode": 6, "seasons": {"0": 1, "1": 6}}
    assert put["data"]["progress"] == {"season": 3, "episode": 1, "seasons": {"3": 1}}
    assert (await client.get(ENTRY, headers=me)).json()["data"] == put["data"]
    events = await published_events()
    assert events[1]["progress"] == {"season": 2, "episode": 3}
    assert [event["seasons"] for event in events] == [
        {"1": 7, "2": 3},
        {"0": 1, "1": 7, "2": 3},
        {"0": 1, "1": 6, "2": 3},
        {"0": 1, "1": 6},
        {"3": 1},
    ]


async def test_specials_are_never_the_furthest_episode(
    client: httpx2.AsyncClient, me: dict[str, str], published_events: PublishedEvents
) -> None:
    data = await patch(client, me, {"progress": {"season": 0, "episode": 4}})

    assert data["progress"] == {"season": None, "episode": None, "seasons": {"0": 4}}
    assert (await client.get("/api/v1/user-media/continue", headers=me)).json()["data"] == []
    assert [(event["progress"], event["seasons"]) for event in await published_events()] == [(None, {"0": 4})]


async def test_impossible_progress_is_rejected_and_unchecked_progress_is_marked(
    client: httpx2.AsyncClient,
    me: dict[str, str],
    deliver: Callable[..., Awaitable[None]],
    imported: Callable[..., Any],
) -> None:
    unknown = await patch(client, me, {"progress": {"seasons": {"1": 8, "99": 999}}})
    assert unknown["unconfirmedSeasons"] == [1, 99]

    listed = tuple(SeasonSummary(number=number, episode_count=7) for number in range(4))
    await deliver(imported(1396, version=2, title="Breaking Bad", seasons=listed), synced(1396, 1, 7))

    season = await client.patch(ENTRY, json={"progress": {"season": 98, "episode": 1}}, headers=me)
    episode = await client.put(ENTRY, json={"state": "watching", "progress": {"seasons": {"1": 9}}}, headers=me)
    marked = await patch(client, me, {"progress": {"seasons": {"1": 8, "2": 9}}})
    await deliver(synced(1396, 2, 3))
    kept = (await client.get(ENTRY, headers=me)).json()["data"]
    beyond = await client.patch(ENTRY, json={"progress": {"season": 2, "episode": 10}}, headers=me)
    right = await patch(client, me, {"progress": {"seasons": {"1": 7, "2": 3, "99": None}}})

    assert (season.status_code, season.json()["error"]["code"]) == (400, "SEASON_UNKNOWN")
    assert season.json()["error"]["message"] == (
        "progress: season 98 does not exist, this show has the seasons 1, 2, 3"
    )
    assert (episode.status_code, episode.json()["error"]["code"]) == (400, "EPISODE_UNKNOWN")
    assert episode.json()["error"]["message"] == (
        "progress: episode 9 does not exist, season 1 has 7 episodes and ends with episode 7"
    )
    assert marked["unconfirmedSeasons"] == [1, 2, 99], "what was stored before it could be checked stays"
    assert kept["unconfirmedSeasons"] == [1, 2, 99]
    assert beyond.json()["error"]["code"] == "EPISODE_UNKNOWN"
    assert (right["unconfirmedSeasons"], right["nextEpisode"]) == ([], None)


def synced(show: int, number: int, episodes: int, version: int = 1) -> SeasonSyncedV1:
    return SeasonSyncedV1(
        version=version,
        season_id=season_id(show, number),
        media_id=media_id("show", show),
        show_tmdb_id=show,
        number=number,
        episodes=tuple(
            Episode(episode_id=episode_id(show, number, episode), number=episode) for episode in range(1, episodes + 1)
        ),
        synced_at=datetime(2026, 11, 21, tzinfo=UTC),
    )


async def test_a_put_replaces_everything(client: httpx2.AsyncClient, me: dict[str, str]) -> None:
    await patch(client, me, {"state": "watching", "rating": 85, "notes": "With Ann", "progress": {"seasons": {"2": 5}}})

    put = await client.put(ENTRY, json={"state": "completed"}, headers=me)

    data = put.json()["data"]
    assert (data["state"], data["rating"], data["notes"], data["progress"]) == ("completed", None, None, None)


async def test_progress_alone_means_watching(client: httpx2.AsyncClient, me: dict[str, str]) -> None:
    assert (await patch(client, me, {"progress": {"season": 1, "episode": 1}}))["state"] == "watching"


async def test_a_change_without_effect_is_not_published(
    client: httpx2.AsyncClient, me: dict[str, str], published_events: PublishedEvents
) -> None:
    for body in ({"state": "planned"}, {"state": "planned"}, {}, {"rating": 10}, {"rating": 10}, {"rating": 20}):
        await patch(client, me, body)

    versions = [event["version"] for event in await published_events()]
    assert len(versions) == 3
    assert versions == sorted(set(versions))


async def test_a_removed_entry_is_published_and_can_be_created_again(
    client: httpx2.AsyncClient, me: dict[str, str], published_events: PublishedEvents
) -> None:
    await patch(client, me, {"state": "planned", "rating": 50, "notes": "secret"})

    first = await client.delete(ENTRY, headers=me)
    second = await client.delete(ENTRY, headers=me)
    gone = await client.get(ENTRY, headers=me)
    listed = await client.get("/api/v1/user-media", headers=me)
    noted = await client.patch(ENTRY, json={"notes": "Later"}, headers=me)
    back = await patch(client, me, {"state": "watching"})

    assert (first.status_code, second.status_code, first.content) == (204, 204, b"")
    assert gone.json() == {"success": True, "data": None}
    assert listed.json()["data"] == []
    assert (noted.status_code, noted.json()["error"]["code"]) == (400, "STATE_REQUIRED")
    assert (back["rating"], back["notes"]) == (None, None)
    events = await published_events()
    assert [event["removed"] for event in events] == [False, True, False]
    assert (events[1]["state"], events[1]["rating"]) == (None, None)
    versions = [event["version"] for event in events]
    assert versions == sorted(set(versions))


async def test_a_missing_entry_is_null(client: httpx2.AsyncClient, me: dict[str, str]) -> None:
    response = await client.get(ENTRY, headers=me)

    assert (response.status_code, response.json()) == (200, {"success": True, "data": None})


async def test_users_read_and_change_their_own_entries_only(
    client: httpx2.AsyncClient, me: dict[str, str], tokens: Tokens
) -> None:
    other = tokens.bearer(uuid4())
    admin = tokens.bearer(uuid4(), ["user", "admin"])
    await patch(client, me, {"state": "planned", "rating": 90, "notes": "mine"})
    mine = (await client.get(ENTRY, headers=me)).json()["data"]

    for stranger in (other, admin):
        assert (await client.get(ENTRY, headers=stranger)).json()["data"] is None
        for path in ("user-media", "user-media/continue", "me/watchlist", "me/history", "me/ratings", "me/activity"):
            assert (await client.get(f"/api/v1/{path}", headers=stranger)).json()["data"] == []
        await client.delete(ENTRY, headers=stranger)
        theirs = await patch(client, stranger, {"state": "dropped"})
        assert (theirs["rating"], theirs["notes"]) == (None, None)
        assert theirs["id"] != mine["id"]

    assert (await client.get(ENTRY, headers=me)).json()["data"] == mine


async def test_a_request_without_a_token_is_rejected(client: httpx2.AsyncClient) -> None:
    for method, path in (
        ("GET", ENTRY),
        ("PATCH", ENTRY),
        ("PUT", ENTRY),
        ("DELETE", ENTRY),
        ("GET", "/api/v1/user-media"),
        ("GET", "/api/v1/user-media/continue"),
        ("GET", "/api/v1/me/watchlist"),
        ("GET", "/api/v1/me/history"),
        ("GET", "/api/v1/me/ratings"),
        ("GET", "/api/v1/me/activity"),
    ):
        response = await client.request(method, path)
        assert (response.status_code, response.json()["error"]["code"]) == (401, "UNAUTHORIZED"), (method, path)


async def test_concurrent_changes_are_all_applied(
    client: httpx2.AsyncClient, me: dict[str, str], published_events: PublishedEvents
) -> None:
    bodies: list[dict[str, object]] = [{"state": "watching", "rating": number} for number in range(1, 6)]
    bodies += [{"state": "watching", "notes": f"note {number}"} for number in range(5)]
    bodies += [{"progress": {"season": 1, "episode": 3}}]

    await asyncio.gather(*(patch(client, me, body) for body in bodies))

    data = (await client.get(ENTRY, headers=me)).json()["data"]
    assert data["rating"] in range(1, 6)
    assert data["notes"].startswith("note ")
    assert data["progress"]["episode"] == 3
    events = await published_events()
    versions = [event["version"] for event in events]
    assert versions == sorted(set(versions)), "in the outbox in the order of their versions"
    assert len(events) == 11


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        (ENTRY, {"rating": None}, 400, "STATE_REQUIRED"),
        (ENTRY, {}, 400, "STATE_REQUIRED"),
        (ENTRY, {"state": "completed", "progress": {"season": 1, "episode": 1}}, 400, "PROGRESS_NOT_ALLOWED"),
        (ENTRY, {"state": "dropped", "progress": {"seasons": {"1": 1}}}, 400, "PROGRESS_NOT_ALLOWED"),
        (f"/api/v1/user-media/{MOVIE}", {"progress": {"season": 1, "episode": 1}}, 400, "PROGRESS_NOT_ALLOWED"),
        (f"/api/v1/user-media/{media_id('movie', 1396)}", {"state": "planned"}, 404, "MEDIA_NOT_FOUND"),
        ("/api/v1/user-media/nonsense", {"state": "planned"}, 400, "VALIDATION_ERROR"),
        (ENTRY, {"state": None}, 400, "VALIDATION_ERROR"),
        (ENTRY, {"state": "planned", "rating": 101}, 400, "VALIDATION_ERROR"),
        (ENTRY, {"state": "planned", "stars": 5}, 400, "VALIDATION_ERROR"),
        (ENTRY, [], 400, "VALIDATION_ERROR"),
    ],
)
async def test_an_invalid_change_is_rejected_and_stores_no_entry(
    client: httpx2.AsyncClient,
    me: dict[str, str],
    published_events: PublishedEvents,
    path: str,
    body: object,
    status: int,
    code: str,
) -> None:
    response = await client.patch(path, json=body, headers=me)

    assert (response.status_code, response.json()["error"]["code"]) == (status, code)
    assert await published_events() == []


@pytest.mark.parametrize(
    "body",
    [
        b'{"state": "planned", "notes": "a\\u0000b"}',
        b'{"state": "planned", "notes": "\\ud83c"}',
        b'{"state": "planned", "notes": "\\udf7f\\ud83c"}',
        b'{"state": "planned", "notes": "\xff\xfe"}',
        b'{"state": "planned", "no\\u0000tes": 1}',
        b'{"state": "\\ud800"}',
        b'{"state": "planned", "\\ud800": 1}',
        b'{"state": "planned", "rating": 1e999}',
        b'{"state": "planned", "rating": 99999999999999999999999999}',
        b'{"state": "planned", "progress": {"seasons": {"99999999999999999999": 1}}}',
        b"{" * 20_000,
        b"[" * 100_000,
        b'{"state": ',
        b"",
    ],
)
async def test_text_that_cannot_be_stored_is_a_client_error(
    client: httpx2.AsyncClient, me: dict[str, str], body: bytes
) -> None:
    response = await client.patch(ENTRY, content=body, headers={**me, "Content-Type": "application/json"})

    assert response.status_code == 400, response.text


async def test_unknown_media_cannot_be_removed(client: httpx2.AsyncClient, me: dict[str, str]) -> None:
    response = await client.delete(f"/api/v1/user-media/{uuid4()}", headers=me)

    assert (response.status_code, response.json()["error"]["code"]) == (404, "MEDIA_NOT_FOUND")
