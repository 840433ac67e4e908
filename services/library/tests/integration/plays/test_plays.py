"""Plays over HTTP on the real Postgres: recording, the history, corrections and retractions."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import zip_longest
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
import pytest_asyncio
from services.library.tests.integration.conftest import Request
from sqlalchemy import select

from chassis.testing.clock import NOON
from chassis.testing.tokens import Tokens
from contracts.auth import UserDeletedV1
from contracts.identity import episode_id, media_id, season_id
from contracts.ingestion import Episode, EpisodeNumbering, SeasonSyncedV1
from library.bootstrap import Container
from library.infrastructure.tables import play_counts

pytestmark = pytest.mark.integration

SHOW, MOVIE, USER = media_id("show", 1396), media_id("movie", 603), UUID(int=7)
PLAYS = "/api/v1/me/plays"
Deliver = Callable[..., Awaitable[None]]


def synced(number: int, days: list[date | None], version: int = 1, sources: Sequence[int] = ()) -> SeasonSyncedV1:
    """Return a season whose episodes aired on these days."""
    return SeasonSyncedV1(
        version=version,
        season_id=season_id(1396, number),
        media_id=SHOW,
        show_tmdb_id=1396,
        number=number,
        episodes=tuple(
            Episode(
                episode_id=episode_id(1396, number, at),
                number=at,
                title=f"S{number}E{at}",
                air_date=day,
                numbering={"tmdb": EpisodeNumbering(season=number, number=at, id=source)} if source else {},
            )
            for at, (day, source) in enumerate(zip_longest(days, sources), 1)
        ),
        synced_at=datetime(2026, 11, 21, tzinfo=UTC),
    )


@pytest_asyncio.fixture(autouse=True)
async def titles(deliver: Deliver, imported: Callable[..., Any]) -> None:
    aired, future = date(2020, 1, 1), date(2030, 1, 1)
    await deliver(
        imported(1396, title="Breaking Bad"),
        imported(603, kind="movie", title="The Matrix"),
        synced(0, [aired]),
        synced(1, [aired, aired]),
        synced(2, [aired, None, aired, future]),
    )


async def post(send: Request, **body: Any) -> dict[str, Any]:
    data: dict[str, Any] = (await send("POST", PLAYS, 201, body))["data"]
    return data


async def test_a_movie_is_recorded_and_completed(send: Request) -> None:
    data = await post(send, mediaItemId=str(MOVIE), watchedAt="2026-11-20T21:30:00+02:00", durationSeconds=8160)

    [play], [entry] = data["plays"], data["entries"]
    assert (data["recorded"], data["alreadySeen"]) == (1, 0)
    assert (play["season"], play["episode"], play["watchedAt"]) == (None, None, "2026-11-20T19:30:00Z")
    assert (play["precision"], play["durationSeconds"], play["origin"]) == ("instant", 8160, "api")
    assert play["mediaSummary"]["title"] == "The Matrix"
    assert (entry["mediaItemId"], entry["state"]) == (str(MOVIE), "completed")
    assert (await send("GET", f"{PLAYS}/{play['id']}", 200))["data"] == play


async def test_a_season_is_recorded_as_far_as_it_has_aired_and_was_not_seen(send: Request) -> None:
    await post(send, mediaItemId=str(SHOW), season=2, episode=3)
    rest = await post(send, mediaItemId=str(SHOW), season=2)
    again = await post(send, mediaItemId=str(SHOW), season=2)
    everything = await post(send, mediaItemId=str(SHOW), season=2, onlyUnseen=False)

    assert [(play["season"], play["episode"]) for play in rest["plays"]] == [(2, 1), (2, 2)], "2x4 has not aired"
    assert [play["episodeTitle"] for play in rest["plays"]] == ["S2E1", "S2E2"]
    assert (rest["recorded"], rest["alreadySeen"]) == (2, 1)
    assert (again["recorded"], again["alreadySeen"], again["plays"]) == (0, 3, [])
    assert (everything["recorded"], everything["alreadySeen"]) == (3, 0)


async def test_a_show_is_recorded_without_specials(send: Request) -> None:
    data = await post(send, mediaItemId=str(SHOW), watchedAt="2026-11-20T00:00:00Z", precision="year")

    assert [(play["season"], play["episode"]) for play in data["plays"]] == [(1, 1), (1, 2), (2, 1), (2, 2), (2, 3)]
    assert {play["watchedAt"] for play in data["plays"]} == {"2026-01-01T00:00:00Z"}
    assert data["entries"][0]["nextEpisode"] == {"season": 2, "episode": 4}


async def test_many_are_recorded_together_or_not_at_all(send: Request) -> None:
    movie, season = {"mediaItemId": str(MOVIE)}, {"mediaItemId": str(SHOW), "season": 1}
    data = (await send("POST", f"{PLAYS}/batch", 201, {"plays": [movie, season, season]}))["data"]
    await send("POST", f"{PLAYS}/batch", 400, {"plays": [movie, {**movie, "season": 1}]})
    await send("POST", f"{PLAYS}/batch", 404, {"plays": [movie, {"mediaItemId": str(uuid4())}]})

    assert (data["recorded"], data["alreadySeen"]) == (3, 2), "the season is stated twice"
    assert [entry["mediaItemId"] for entry in data["entries"]] == [str(MOVIE), str(SHOW)]
    assert (await send("GET", PLAYS, 200))["meta"]["total"] == 3


async def test_a_repeated_request_records_nothing_more(send: Request) -> None:
    body = {"mediaItemId": str(MOVIE)}
    first = await send("POST", PLAYS, 201, body, idempotency_key="k1")
    second = await send("POST", PLAYS, 201, body, idempotency_key="k1")
    other = await send("POST", PLAYS, 409, {**body, "onlyUnseen": False}, idempotency_key="k1")

    assert second == first
    assert other["error"]["code"] == "IDEMPOTENCY_KEY_REUSED"
    assert (await send("GET", PLAYS, 200))["meta"]["total"] == 1


@pytest.mark.parametrize(
    ("body", "status", "code", "message"),
    [
        ({"mediaItemId": str(UUID(int=1))}, 404, "MEDIA_NOT_FOUND", "No title has the id"),
        ({"mediaItemId": "x"}, 400, "VALIDATION_ERROR", "mediaItemId: "),
        ({"mediaItemId": str(MOVIE), "season": 1}, 400, "SEASON_NOT_ALLOWED", "season: a movie"),
        ({"mediaItemId": str(SHOW), "episode": 1}, 400, "VALIDATION_ERROR", "season is required with episode"),
        ({"mediaItemId": str(SHOW), "season": 2, "episode": 5}, 400, "EPISODE_UNKNOWN", "episode: episode 5"),
        ({"mediaItemId": str(SHOW), "season": 3}, 400, "NOTHING_AIRED", "season: no regular episode of season 3"),
        ({"mediaItemId": str(SHOW), "season": 0}, 400, "NOTHING_AIRED", "season: no regular episode of season 0"),
        ({"mediaItemId": str(MOVIE), "watchedAt": "1887-12-31T23:59:59Z"}, 400, "WATCHED_AT_INVALID", "watchedAt: "),
        ({"mediaItemId": str(MOVIE), "watchedAt": "9999-12-31T23:59:59-23:00"}, 400, "WATCHED_AT_INVALID", ""),
        ({"mediaItemId": str(MOVIE), "watchedAt": "0001-01-01T00:00:00+14:00"}, 400, "WATCHED_AT_INVALID", ""),
        ({"mediaItemId": str(MOVIE), "watchedAt": "2026-11-20T21:30:00"}, 400, "VALIDATION_ERROR", "watchedAt: "),
        ({"mediaItemId": str(MOVIE), "watchedAt": 5}, 400, "VALIDATION_ERROR", "watchedAt: "),
        ({"mediaItemId": str(MOVIE), "precision": "day"}, 400, "VALIDATION_ERROR", "precision must be unknown"),
        ({"mediaItemId": str(MOVIE), "durationSeconds": 10**30}, 400, "VALIDATION_ERROR", "durationSeconds: "),
        ({"mediaItemId": str(SHOW), "season": 10**9}, 400, "VALIDATION_ERROR", "season: "),
    ],
)
async def test_an_invalid_play_is_rejected_and_nothing_changes(
    send: Request, body: dict[str, Any], status: int, code: str, message: str
) -> None:
    error = (await send("POST", PLAYS, status, body))["error"]

    assert error["code"] == code
    assert message in error["message"]
    assert (await send("GET", PLAYS, 200))["meta"]["total"] == 0


async def test_the_clock_of_a_client_may_be_five_minutes_ahead(send: Request) -> None:
    ahead = await post(send, mediaItemId=str(MOVIE), watchedAt=(NOON + timedelta(minutes=5)).isoformat())
    await send("PATCH", f"/api/v1/user-media/{MOVIE}", 200, {"state": "planned"})
    entry = await send("GET", f"/api/v1/user-media/{MOVIE}", 200)
    await send("POST", PLAYS, 400, {"mediaItemId": str(MOVIE), "watchedAt": (NOON + timedelta(minutes=7)).isoformat()})

    assert ahead["recorded"] == 1
    assert entry["data"]["state"] == "planned", "what is stated afterwards counts"


async def history(send: Request) -> list[str]:
    """Record five plays, and return their ids, latest first."""
    ids = [
        (await post(send, mediaItemId=str(SHOW), season=1, episode=1, watchedAt=f"2026-0{month}-01T00:00:00Z"))
        for month in range(1, 5)
    ]
    ids.append(await post(send, mediaItemId=str(MOVIE)))
    return [data["plays"][0]["id"] for data in reversed(ids)]


async def test_the_history_is_read_page_by_page(send: Request) -> None:
    ids = await history(send)

    first = await send("GET", f"{PLAYS}?limit=2", 200)
    second = await send("GET", f"{PLAYS}?limit=2&cursor={first['meta']['nextCursor']}", 200)
    third = await send("GET", f"{PLAYS}?limit=2&cursor={second['meta']['nextCursor']}", 200)
    skipped = await send("GET", f"{PLAYS}?limit=2&offset=2", 200)

    assert [play["id"] for page in (first, second, third) for play in page["data"]] == ids
    assert second["meta"] == {
        "count": 2,
        "total": 5,
        "limit": 2,
        "offset": 2,
        "hasMore": True,
        "nextCursor": second["meta"]["nextCursor"],
    }
    assert third["meta"] == {"count": 1, "total": 5, "limit": 2, "offset": 4, "hasMore": False, "nextCursor": None}
    assert skipped["data"] == second["data"]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("kind=movie", [0]),
        ("kind=show", [1, 2, 3, 4]),
        (f"mediaItemId={MOVIE}", [0]),
        ("from=2026-02-01T00:00:00Z&to=2026-04-01T00:00:00Z", [2, 3]),
        ("origin=api", [0, 1, 2, 3, 4]),
        ("origin=scrobble:jellyfin", []),
    ],
)
async def test_the_history_is_filtered(send: Request, query: str, numbers: list[int]) -> None:
    ids = await history(send)

    page = await send("GET", f"{PLAYS}?{query}", 200)

    assert [ids.index(play["id"]) for play in page["data"]] == numbers
    assert page["meta"]["total"] == len(numbers)


async def test_a_cursor_of_another_list_is_rejected(send: Request) -> None:
    await history(send)
    cursor = (await send("GET", f"{PLAYS}?limit=1", 200))["meta"]["nextCursor"]

    other = await send("GET", f"{PLAYS}?kind=show&cursor={cursor}", 400)
    await send("GET", f"{PLAYS}?cursor=AAAA", 400)
    await send("GET", f"{PLAYS}?offset=10001", 400)

    assert other["error"]["details"]["errors"][0]["rule"] == "cursor_invalid"


async def test_a_retracted_play_never_was(send: Request, container: Container) -> None:
    once, twice = await post(send, mediaItemId=str(MOVIE)), await post(send, mediaItemId=str(MOVIE))
    path = f"{PLAYS}/{once['plays'][0]['id']}"

    await send("DELETE", path, 204, idempotency_key="k1")
    await send("DELETE", path, 204, idempotency_key="k1")
    missing = await send("DELETE", path, 404)
    kept = (await send("GET", f"/api/v1/user-media/{MOVIE}", 200))["data"]
    await send("POST", f"{PLAYS}/removals", 404, {"playIds": [twice["plays"][0]["id"], str(uuid4())]})
    await send("POST", f"{PLAYS}/removals", 204, {"playIds": [twice["plays"][0]["id"]]})

    assert missing["error"]["code"] == "PLAY_NOT_FOUND"
    assert (await send("GET", path, 404))["error"]["code"] == "PLAY_NOT_FOUND"
    assert kept["state"] == "completed"
    assert (await send("GET", f"/api/v1/user-media/{MOVIE}", 200))["data"] is None
    assert (await send("GET", PLAYS, 200))["meta"]["total"] == 0
    async with container.runtime.transactions.read() as connection:
        assert (await connection.execute(select(play_counts.c.plays))).scalars().all() == [0]


async def test_a_corrected_play_replaces_the_former_one(
    send: Request, published_events: Callable[[], Awaitable[list[dict[str, Any]]]]
) -> None:
    wrong = (await post(send, mediaItemId=str(SHOW), season=1, episode=2, durationSeconds=60))["plays"][0]
    before = (await send("GET", f"/api/v1/user-media/{SHOW}", 200))["data"]

    body = {"episode": 1, "watchedAt": "2026-11-20T00:00:00Z", "precision": "day"}
    right = (await send("PATCH", f"{PLAYS}/{wrong['id']}", 200, body))["data"]

    [play], [entry] = right["plays"], right["entries"]
    assert (play["season"], play["episode"], play["watchedAt"]) == (1, 1, "2026-11-20T00:00:00Z")
    assert (play["precision"], play["durationSeconds"]) == ("day", 60)
    assert entry["progress"]["seasons"] == {"1": 1}
    assert entry["createdAt"] == before["createdAt"]
    assert [item["id"] for item in (await send("GET", PLAYS, 200))["data"]] == [play["id"]]
    assert (await send("GET", PLAYS, 200))["meta"]["total"] == 1
    events = [event for event in await published_events() if "playId" in event]
    assert [(event["playId"], event["retracted"]) for event in events] == [
        (wrong["id"], False),
        (play["id"], False),
        (wrong["id"], True),
    ]


async def test_a_play_follows_its_episode_to_another_number(send: Request, deliver: Deliver) -> None:
    aired = date(2020, 1, 1)
    await deliver(synced(1, [aired, aired], version=2, sources=[501, 502]))
    play = (await post(send, mediaItemId=str(SHOW), season=1, episode=2))["plays"][0]
    await deliver(synced(1, [aired, aired, aired], version=3, sources=[501, 503, 502]))

    moved = (await send("GET", PLAYS, 200))["data"][0]
    corrected = (await send("PATCH", f"{PLAYS}/{play['id']}", 200, {"watchedAt": "2026-01-01T00:00:00Z"}))["data"]

    assert (moved["id"], moved["season"], moved["episode"], moved["episodeTitle"]) == (play["id"], 1, 3, "S1E3")
    assert corrected["plays"][0]["episode"] == 3


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"precision": "day"}, 400),
        ({"watchedAt": None, "precision": "day"}, 400),
        ({"episode": 9}, 400),
        ({"watchedAt": "2040-01-01T00:00:00Z"}, 400),
    ],
)
async def test_an_invalid_correction_is_rejected(send: Request, body: dict[str, Any], status: int) -> None:
    play = (await post(send, mediaItemId=str(SHOW), season=1, episode=2))["plays"][0]

    await send("PATCH", f"{PLAYS}/{play['id']}", status, body)

    assert (await send("GET", f"{PLAYS}/{play['id']}", 200))["data"] == play


async def test_others_see_and_change_nothing(send: Request, client: httpx2.AsyncClient, tokens: Tokens) -> None:
    play = (await post(send, mediaItemId=str(MOVIE)))["plays"][0]
    other = tokens.bearer(UUID(int=8))

    assert (await client.get(PLAYS, headers=other)).json()["data"] == []
    for method in ("GET", "DELETE"):
        assert (await client.request(method, f"{PLAYS}/{play['id']}", headers=other)).status_code == 404
    patched = await client.patch(f"{PLAYS}/{play['id']}", json={"watchedAt": None}, headers=other)
    assert patched.status_code == 404
    assert (await client.get(PLAYS)).status_code == 401


async def test_erasure_deletes_plays_and_their_number(send: Request, deliver: Deliver, container: Container) -> None:
    await post(send, mediaItemId=str(MOVIE))

    await deliver(UserDeletedV1(version=1, user_id=USER, deleted_at=NOON))

    async with container.runtime.transactions.read() as connection:
        assert (await connection.execute(select(play_counts))).all() == []
    refused = await send("POST", PLAYS, 403, {"mediaItemId": str(MOVIE)})
    assert refused["error"]["code"] == "ACCOUNT_ERASED"


async def test_undoing_a_mark_restores_what_was_before_it(send: Request) -> None:
    path = f"/api/v1/user-media/{MOVIE}"
    for rating in (60, 85):
        await send("PATCH", path, 200, {"state": "completed", "rating": rating})
    marks = await send("GET", f"/api/v1/me/marks?mediaItemId={MOVIE}", 200)

    await send("DELETE", f"/api/v1/me/marks/{marks['data'][0]['id']}", 204)
    missing = await send("DELETE", f"/api/v1/me/marks/{marks['data'][0]['id']}", 404)

    assert [(mark["kind"], mark["value"]) for mark in marks["data"]] == [
        ("rating", 85),
        ("state", "completed"),
        ("rating", 60),
    ]
    assert marks["meta"]["total"] == 3
    assert (await send("GET", path, 200))["data"]["rating"] == 60
    assert missing["error"]["code"] == "MARK_NOT_FOUND"
