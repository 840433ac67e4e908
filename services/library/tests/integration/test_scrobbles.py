"""Webhooks and scrobbles over HTTP on the real Postgres: one play per viewing, whatever reports it and how often."""

import asyncio
import json
import logging
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio
from services.library.tests import webhook_bodies
from services.library.tests.webhook_bodies import PLEX_TYPE, plex_form
from sqlalchemy import func, select

from chassis.testing.clock import NOON
from chassis.testing.logs import leaks
from chassis.testing.tokens import Tokens
from contracts.auth import UserDeletedV1
from contracts.identity import episode_id, media_id, season_id
from contracts.ingestion import Episode, SeasonSyncedV1
from library.bootstrap import Container
from library.infrastructure.metadata import metadata
from library.infrastructure.plays.tables import plays

pytestmark = pytest.mark.integration

SHOW, MOVIE = media_id("show", 1396), media_id("movie", 603)
USER, OTHER = UUID(int=7), UUID(int=8)
Deliver = Callable[..., Awaitable[None]]
Send = Callable[..., Awaitable[dict[str, Any]]]
Recorded = Callable[..., Awaitable[list[tuple[UUID, int | None, int | None]]]]


@pytest.fixture
def me(tokens: Tokens) -> dict[str, str]:
    return tokens.bearer(USER)


@pytest_asyncio.fixture(autouse=True)
async def titles(deliver: Deliver, imported: Callable[..., Any]) -> None:
    episodes = tuple(
        Episode(
            episode_id=episode_id(1396, 2, number),
            number=number,
            numbering={"tmdb": {"id": 62091 + number, "season": 2, "number": number}},
        )
        for number in range(1, 14)
    )
    season = SeasonSyncedV1(
        version=1,
        season_id=season_id(1396, 2),
        media_id=SHOW,
        show_tmdb_id=1396,
        number=2,
        episodes=episodes,
        synced_at=NOON,
    )
    await deliver(
        imported(1396, title="Breaking Bad", release_date=date(2008, 1, 20), external_ids={"tvdb": 81189}),
        imported(603, kind="movie", title="The Matrix", release_date=date(1999, 3, 30)),
        imported(604, kind="movie", title="Twins", release_date=date(1988, 12, 9)),
        imported(605, kind="movie", title="Twins", release_date=date(2011, 5, 1)),
        season,
    )


@pytest.fixture
def recorded(container: Container) -> Recorded:
    async def read(user_id: UUID = USER) -> list[tuple[UUID, int | None, int | None]]:
        query = select(plays.c.media_id, plays.c.season, plays.c.episode).where(plays.c.user_id == user_id)
        async with container.runtime.transactions.read() as connection:
            return [tuple(row) for row in await connection.execute(query.order_by(plays.c.season, plays.c.episode))]

    return read


async def new_key(
    client: httpx2.AsyncClient, who: dict[str, str], source: str, accounts: tuple[str, ...] = ()
) -> dict[str, Any]:
    body = {"source": source, "name": "home", "accounts": list(accounts)}
    response = await client.post("/api/v1/me/scrobble-keys", json=body, headers=who)
    assert response.status_code == 201, response.text
    data: dict[str, Any] = response.json()["data"]
    return data


@pytest_asyncio.fixture
async def send(client: httpx2.AsyncClient, me: dict[str, str]) -> Send:
    """Return a function that sends a body to the webhook of its source, and returns the result."""
    paths = {name: (await new_key(client, me, name))["path"] for name in ("jellyfin", "plex", "emby", "kodi")}

    async def post(source: str, body: dict[str, Any]) -> dict[str, Any]:
        if source == "plex":
            response = await client.post(paths[source], content=plex_form(body), headers=PLEX_TYPE)
        else:
            response = await client.post(paths[source], json=body)
        assert response.status_code == 200, response.text
        data: dict[str, Any] = response.json()["data"]
        return data

    return post


JELLYFIN = [
    webhook_bodies.jellyfin("PlaybackStart", 0, UtcTimestamp="2026-11-21T10:00:00Z"),
    webhook_bodies.jellyfin("PlaybackProgress", 1200, UtcTimestamp="2026-11-21T10:20:00Z"),
    webhook_bodies.jellyfin("PlaybackProgress", 1210, UtcTimestamp="2026-11-21T10:21:00Z", IsPaused=True),
    webhook_bodies.jellyfin("PlaybackStop", 2880, UtcTimestamp="2026-11-21T10:48:00Z"),
    webhook_bodies.jellyfin("UserDataSaved", SaveReason="TogglePlayed", Played=True),
]
PLEX = [
    webhook_bodies.plex("media.play"),
    webhook_bodies.plex("media.pause", 1200),
    webhook_bodies.plex("media.resume", 1200),
    webhook_bodies.plex("media.scrobble", 2600),
    webhook_bodies.plex("media.stop", 2870),
]
EMBY = [webhook_bodies.emby("playback.start", 0), webhook_bodies.emby("playback.stop")]
KODI = [webhook_bodies.kodi("Player.OnPlay", 0), webhook_bodies.kodi("Player.OnStop")]
SEQUENCES = {"jellyfin": JELLYFIN, "plex": PLEX, "emby": EMBY, "kodi": KODI}


@pytest.mark.parametrize("source", SEQUENCES)
@pytest.mark.parametrize("order", ["in order", "reversed", "twice", "each twice"])
async def test_reports_twice_and_out_of_order_are_one_play(
    send: Send, recorded: Recorded, source: str, order: str
) -> None:
    bodies = SEQUENCES[source]
    arrivals = {
        "in order": bodies,
        "reversed": bodies[::-1],
        "twice": [*bodies, *bodies],
        "each twice": [body for body in bodies for _ in range(2)],
    }
    for body in arrivals[order]:
        await send(source, body)

    assert await recorded() == [(SHOW, 2, 1)]


async def test_two_sources_of_one_viewing_are_one_play(
    send: Send, recorded: Recorded, client: httpx2.AsyncClient, me: dict[str, str]
) -> None:
    results = [
        await send("jellyfin", webhook_bodies.jellyfin(UtcTimestamp="2026-11-21T10:48:00Z")),
        await send("kodi", webhook_bodies.kodi() | {"at": "2026-11-21T10:48:30Z"}),
        await send("emby", webhook_bodies.emby() | {"Date": "2026-11-21T10:49:00Z"}),
    ]
    generic = {"action": "scrobble", "type": "show", "ids": {"tvdb": 81189}, "season": 2, "episode": 1}
    generic["at"] = "2026-11-21T10:30:00Z"
    response = await client.post("/api/v1/me/scrobbles", json=generic, headers=me)

    assert [result["result"] for result in results] == ["recorded", "duplicate", "duplicate"]
    assert response.json()["data"]["result"] == "duplicate"
    assert await recorded() == [(SHOW, 2, 1)]


async def test_concurrent_reports_of_all_sources_are_one_play(send: Send, recorded: Recorded) -> None:
    reports = [(source, bodies[-1]) for source, bodies in SEQUENCES.items() if source != "jellyfin"]
    reports += [("jellyfin", JELLYFIN[3]), ("plex", PLEX[3])]
    results = await asyncio.gather(*[send(source, body) for source, body in reports * 5])

    assert await recorded() == [(SHOW, 2, 1)]
    assert [result["result"] for result in results].count("recorded") == 1


async def test_a_title_that_was_merged_is_its_successor(
    client: httpx2.AsyncClient, me: dict[str, str], recorded: Recorded, deliver: Deliver, imported: Callable[..., Any]
) -> None:
    merged = imported(604, kind="movie", title="Twins", version=2, gone_at=NOON, successor_id=media_id("movie", 605))
    await deliver(merged)
    body = {"action": "scrobble", "type": "movie", "ids": {"tmdb": 604}}
    response = await client.post("/api/v1/me/scrobbles", json=body, headers=me)
    position = {"positionSeconds": 60, "device": {"id": "tv"}, "at": NOON.isoformat()}
    await client.put(f"/api/v1/me/positions/{media_id('movie', 604)}", json=position, headers=me)

    assert response.json()["data"]["mediaItemId"] == str(media_id("movie", 605))
    assert await recorded() == [(media_id("movie", 605), None, None)]


async def test_a_play_carries_its_origin_and_what_caused_it(send: Send, container: Container) -> None:
    await send("jellyfin", webhook_bodies.jellyfin())

    async with container.runtime.transactions.read() as connection:
        [row] = (await connection.execute(select(plays))).mappings().all()
    assert (row["origin"], row["precision"], row["duration_seconds"]) == ("scrobble:jellyfin", "instant", 2880)
    assert row["watched_at"] == datetime(2026, 11, 21, 11, 0, 0, 123456, tzinfo=UTC)
    assert row["causation"] == {
        "server": "5c3a1a5d5b0f4c2b9a8f2b1d9e7f6a54",
        "account": "ada",
        "item": "8a6b1c2d3e4f50617283940a1b2c3d4e",
        "device": "Living Room",
        "action": "stop",
    }


async def test_a_server_that_marks_what_is_known_adds_nothing(send: Send, recorded: Recorded) -> None:
    marked = webhook_bodies.jellyfin("UserDataSaved", SaveReason="Import", Played=True)

    first = await send("jellyfin", marked)
    again = await send("jellyfin", marked | {"UtcTimestamp": "2026-11-21T11:59:00Z", "LastPlayedDate": "2020-01-01"})
    other = await send(
        "kodi",
        webhook_bodies.kodi("VideoLibrary.OnUpdate")
        | {
            "params": {"data": {"item": {"id": 17, "type": "episode"}, "playcount": 1}},
        },
    )

    assert [result["result"] for result in (first, again, other)] == ["recorded", "duplicate", "duplicate"]
    assert await recorded() == [(SHOW, 2, 1)]


async def test_a_file_of_two_episodes_is_a_play_of_each(send: Send, recorded: Recorded) -> None:
    await send("jellyfin", webhook_bodies.jellyfin(EpisodeNumberEnd=2))
    await send("jellyfin", webhook_bodies.jellyfin(EpisodeNumberEnd=2, UtcTimestamp="2026-11-21T11:00:05Z"))
    assert await recorded() == [(SHOW, 2, 1), (SHOW, 2, 2)]


async def test_a_playing_server_is_a_resume_point_on_every_device(
    send: Send, client: httpx2.AsyncClient, me: dict[str, str]
) -> None:
    started = await send("emby", webhook_bodies.emby("playback.start", 0) | {"Date": "2026-11-21T11:40:00Z"})
    playing = (await client.get("/api/v1/me/now-playing", headers=me)).json()["data"]
    await send("emby", webhook_bodies.emby("playback.stop", 600) | {"Date": "2026-11-21T11:50:00Z"})
    stopped = (await client.get("/api/v1/me/now-playing", headers=me)).json()["data"]
    [position] = (await client.get("/api/v1/me/positions", headers=me)).json()["data"]

    assert (started["result"], len(playing), stopped) == ("updated", 1, [])
    assert (position["positionSeconds"], position["origin"], position["deviceName"]) == (
        600,
        "scrobble:emby",
        "Living Room",
    )


async def test_the_id_of_an_episode_counts_more_than_its_number(send: Send, recorded: Recorded) -> None:
    await send("emby", webhook_bodies.emby(ParentIndexNumber=1, IndexNumber=8))
    assert await recorded() == [(SHOW, 2, 1)]


@pytest.mark.parametrize(
    ("movie", "expected"),
    [
        ({"ids": {"tmdb": 603}}, MOVIE),
        ({"title": "the matrix!"}, MOVIE),
        ({"title": "The Matrix", "year": 2000}, MOVIE),
        ({"title": "The Matrix (1999)"}, MOVIE),
        ({"title": "Twins", "year": 1988}, media_id("movie", 604)),
        ({"title": "Twins", "year": 2010}, media_id("movie", 605)),
        ({"mediaItemId": str(MOVIE)}, MOVIE),
        ({"title": "The Matrix", "year": 2003}, None),
        ({"title": "Twins"}, None),
        ({"title": "Twins", "year": 2000}, None),
        ({"title": "An Unknown Movie"}, None),
        ({"ids": {"imdb": "tt9999999"}}, None),
    ],
)
async def test_a_movie_is_found_by_ids_then_by_name_and_year(
    client: httpx2.AsyncClient, me: dict[str, str], movie: dict[str, Any], expected: UUID | None
) -> None:
    body = {"action": "scrobble", "type": "movie", **movie}
    response = await client.post("/api/v1/me/scrobbles", json=body, headers=me)

    data = response.json()["data"]
    assert (data["result"], data["mediaItemId"]) == (
        ("recorded", str(expected)) if expected else ("unmatched", None)
    ), data
    assert (data["reason"] is None) == (expected is not None)


async def test_an_unmatched_play_is_kept_and_resolved_by_hand(
    send: Send, recorded: Recorded, client: httpx2.AsyncClient, me: dict[str, str], tokens: Tokens
) -> None:
    stranger: dict[str, Any] = {"SeriesName": "Brekaing Bad", "Provider_tmdb": "", "SeriesPremiereDate": "2008-01-20"}
    ignored = await send("jellyfin", webhook_bodies.jellyfin("PlaybackStart", 0, **stranger))
    results = [
        await send("jellyfin", webhook_bodies.jellyfin(**stranger, EpisodeNumber=number)) for number in (1, 2, 2)
    ]
    page = (await client.get("/api/v1/me/unmatched-scrobbles", headers=me)).json()

    assert (ignored["result"], {result["result"] for result in results}) == ("ignored", {"unmatched"})
    assert page["meta"]["total"] == 2
    assert [(item["title"], item["year"], item["season"]) for item in page["data"]] == [("Brekaing Bad", 2008, 2)] * 2
    [key] = [
        key for key in (await client.get("/api/v1/me/scrobble-keys", headers=me)).json()["data"] if key["lastError"]
    ]
    assert key["lastError"] == "Brekaing Bad: no title of the catalog has this name and year"

    chosen = page["data"][0]["id"]
    path = f"/api/v1/me/unmatched-scrobbles/{chosen}/resolve"
    body = {"mediaItemId": str(SHOW)}
    foreign = await client.post(path, json=body, headers=tokens.bearer(OTHER))
    resolved = await client.post(path, json=body, headers=me)
    again = await client.post(path, json=body, headers=me)
    later = await send("jellyfin", webhook_bodies.jellyfin(**stranger, EpisodeNumber=3))

    assert (foreign.status_code, again.status_code) == (404, 404)
    assert foreign.json()["error"]["code"] == "SCROBBLE_NOT_FOUND"
    assert resolved.json()["data"]["resolved"] == 2
    assert later["result"] == "recorded"
    assert await recorded() == [(SHOW, 2, 1), (SHOW, 2, 2), (SHOW, 2, 3)]
    assert (await client.get("/api/v1/me/unmatched-scrobbles", headers=me)).json()["data"] == []


async def test_one_scrobble_is_resolved_with_another_number_or_deleted(
    client: httpx2.AsyncClient, me: dict[str, str], recorded: Recorded
) -> None:
    for number in (1, 2):
        body = {"action": "scrobble", "type": "show", "title": "Unknown", "season": 40, "episode": number}
        await client.post("/api/v1/me/scrobbles", json=body, headers=me)
    first, second = [
        f"/api/v1/me/unmatched-scrobbles/{item['id']}"
        for item in (await client.get("/api/v1/me/unmatched-scrobbles", headers=me)).json()["data"]
    ]

    impossible = await client.post(
        f"{first}/resolve", json={"mediaItemId": str(SHOW), "season": 2, "episode": 99}, headers=me
    )
    movie = await client.post(f"{first}/resolve", json={"mediaItemId": str(MOVIE)}, headers=me)
    missing = await client.post(f"{first}/resolve", json={"mediaItemId": str(UUID(int=1))}, headers=me)
    half = await client.post(f"{first}/resolve", json={"mediaItemId": str(SHOW), "season": 2}, headers=me)
    right = {"mediaItemId": str(SHOW), "season": 2, "episode": 5, "wholeTitle": False}
    resolved = await client.post(f"{first}/resolve", json=right, headers=me)
    deleted = await client.delete(second, headers=me)
    gone = await client.delete(second, headers=me)

    codes = [response.json()["error"]["code"] for response in (impossible, movie, missing, half)]
    assert codes == ["EPISODE_UNKNOWN", "EPISODE_UNKNOWN", "MEDIA_NOT_FOUND", "VALIDATION_ERROR"]
    assert resolved.json()["data"]["resolved"] == 1
    assert (deleted.status_code, gone.status_code) == (204, 404)
    assert await recorded() == [(SHOW, 2, 5)]


async def test_other_accounts_and_other_media_of_a_server_are_ignored(
    client: httpx2.AsyncClient, me: dict[str, str], recorded: Recorded
) -> None:
    path = (await new_key(client, me, "plex", ("Ada", "77")))["path"]

    async def result(payload: dict[str, Any]) -> tuple[str, str]:
        response = await client.post(path, content=plex_form(payload), headers=PLEX_TYPE)
        data = response.json()["data"]
        return data["result"], data["reason"]

    other = webhook_bodies.plex()
    other["Account"] = {"id": 5, "title": "grace"}
    music = webhook_bodies.plex(type="track", librarySectionType="artist")

    assert await result(other) == ("ignored", "the account is not one of those of the key")
    assert await result(music) == ("ignored", "track is neither a movie nor an episode of a library")
    other["Account"] = {"id": 77, "title": "grace"}
    assert (await result(other))[0] == "recorded"
    assert await recorded() == [(SHOW, 2, 1)]


async def test_a_key_is_shown_once_and_listed_with_its_use_and_errors(
    client: httpx2.AsyncClient, me: dict[str, str], tokens: Tokens, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    created = await new_key(client, me, "jellyfin")
    key, path = created["key"], created["path"]
    [unused] = (await client.get("/api/v1/me/scrobble-keys", headers=me)).json()["data"]
    broken = await client.post(path, content=b"{not json", headers={"Content-Type": "text/plain"})
    [failed] = (await client.get("/api/v1/me/scrobble-keys", headers=me)).json()["data"]
    other_source = await client.post(path.replace("/jellyfin", "/emby"), json=webhook_bodies.emby())
    deleted = await client.delete(f"/api/v1/me/scrobble-keys/{created['id']}", headers=tokens.bearer(OTHER))
    await client.delete(f"/api/v1/me/scrobble-keys/{created['id']}", headers=me)
    revoked = await client.post(path, json=webhook_bodies.jellyfin())

    assert key.startswith("mqw_")
    assert path == f"/api/v1/scrobble/{key}/jellyfin"
    assert unused.keys() == created.keys() - {"key", "path"}
    assert (unused["lastUsedAt"], unused["lastError"]) == (None, None)
    assert broken.status_code == 400
    assert broken.json()["error"]["details"]["errors"] == [
        {"field": "body", "in": "body", "rule": "body", "message": "must be JSON"}
    ]
    assert failed["lastError"] == "body: must be JSON"
    assert failed["lastUsedAt"] is not None
    assert [response.status_code for response in (other_source, deleted, revoked)] == [404, 404, 404]
    assert revoked.json()["error"]["code"] == "SCROBBLE_KEY_NOT_FOUND"
    assert leaks(caplog.records, {"key": key}) == []


async def test_a_user_has_at_most_twenty_keys(client: httpx2.AsyncClient, me: dict[str, str]) -> None:
    for _ in range(20):
        await new_key(client, me, "kodi")
    response = await client.post("/api/v1/me/scrobble-keys", json={"source": "kodi", "name": "x"}, headers=me)
    assert (response.status_code, response.json()["error"]["code"]) == (409, "TOO_MANY_SCROBBLE_KEYS")


async def test_the_key_of_an_erased_user_is_no_longer_valid(
    client: httpx2.AsyncClient, me: dict[str, str], deliver: Deliver, container: Container
) -> None:
    path = (await new_key(client, me, "jellyfin"))["path"]
    assert (await client.post(path, json=webhook_bodies.jellyfin("PlaybackStart", 60))).status_code == 200
    unknown = webhook_bodies.jellyfin(SeriesName="Unknown", Provider_tmdb="")
    assert (await client.post(path, json=unknown)).json()["data"]["result"] == "unmatched"

    await deliver(UserDeletedV1(version=1, user_id=USER, deleted_at=NOON))

    response = await client.post(path, json=webhook_bodies.jellyfin())
    assert response.status_code == 404
    async with container.runtime.transactions.read() as connection:
        for table in ("positions", "viewings", "scrobble_keys", "unmatched_scrobbles", "scrobble_matches", "plays"):
            rows = select(func.count()).select_from(metadata.tables[table])
            assert await connection.scalar(rows) == 0, table


BAD_BODIES = [
    (b"", "application/json"),
    (b"[]", "application/json"),
    (b"null", "application/json"),
    (b'{"a":' * 2000, "application/json"),
    (b"\xff\xfe\x00", "application/json"),
    (b"payload=%7B", "application/x-www-form-urlencoded"),
    (b"&".join(b"a=1" for _ in range(100)), "application/x-www-form-urlencoded"),
    (b"\xff=%ff", "application/x-www-form-urlencoded"),
    (b"--x\r\n\r\n", "multipart/form-data"),
    (b"--x\r\n\r\n", "multipart/form-data; boundary=x"),
    (b"-" * 10_000, 'multipart/form-data; boundary="-"'),
    (plex_form("{"), PLEX_TYPE["Content-Type"]),
    (plex_form("[1]"), PLEX_TYPE["Content-Type"]),
    (plex_form({"event": "media.stop", "Metadata": {"type": "movie", "title": "\x00"}}), PLEX_TYPE["Content-Type"]),
]


@pytest.mark.parametrize(("body", "content_type"), BAD_BODIES)
@pytest.mark.parametrize("source", ["jellyfin", "plex", "emby", "kodi"])
async def test_no_body_is_an_error_of_the_server(
    client: httpx2.AsyncClient, me: dict[str, str], source: str, body: bytes, content_type: str
) -> None:
    path = (await new_key(client, me, source))["path"]
    response = await client.post(path, content=body, headers={"Content-Type": content_type})

    if response.status_code == 200:
        assert response.json()["data"]["result"] == "ignored"
        return
    assert (response.status_code, response.json()["error"]["code"]) == (400, "VALIDATION_ERROR"), response.text
    assert response.json()["error"]["details"]["errors"][0]["message"]


ODD_VALUES: Final[tuple[Any, ...]] = (
    None,
    True,
    -1,
    0,
    10**30,
    1.5,
    1e300,
    "",
    "x" * 5000,
    "\u0000",
    "\ud800",
    "9" * 40,
    [],
    {},
    [[]],
    {"id": 5},
)


def spoiled(body: Any, draw: random.Random) -> Any:
    """Return a body of which some values, at any depth, are odd."""
    if isinstance(body, dict) and draw.random() < 0.9:
        return {name: spoiled(value, draw) for name, value in body.items()}
    return draw.choice(ODD_VALUES) if draw.random() < 0.12 else body


@pytest.mark.parametrize("source", SEQUENCES)
async def test_no_odd_value_is_an_error_of_the_server(
    client: httpx2.AsyncClient, me: dict[str, str], source: str
) -> None:
    draw = random.Random(source)
    path = (await new_key(client, me, source))["path"]
    statuses: Counter[int] = Counter()
    for number in range(150):
        body = spoiled(SEQUENCES[source][number % len(SEQUENCES[source])], draw)
        text = json.dumps(body)
        content = plex_form(text) if source == "plex" else text.encode()
        headers = PLEX_TYPE if source == "plex" else {"Content-Type": "application/json"}
        response = await client.post(path, content=content, headers=headers)
        statuses[response.status_code] += 1

    assert statuses.keys() <= {200, 400}, statuses
    assert statuses[200] > 30


@pytest.mark.parametrize("body", [*SEQUENCES["jellyfin"], {"NotificationType": "GenericUpdate"}])
async def test_jellyfin_sends_json_as_text(
    client: httpx2.AsyncClient, me: dict[str, str], body: dict[str, Any]
) -> None:
    path = (await new_key(client, me, "jellyfin"))["path"]
    response = await client.post(
        path,
        content=httpx2.Request("POST", "http://x", json=body).content,
        headers={"Content-Type": "text/plain; charset=utf-8"},
    )
    assert response.status_code == 200


async def test_a_large_body_and_an_unknown_key_are_rejected(client: httpx2.AsyncClient, me: dict[str, str]) -> None:
    path = (await new_key(client, me, "plex"))["path"]
    large = await client.post(path, content=plex_form(webhook_bodies.plex(), image=b"x" * 1_100_000), headers=PLEX_TYPE)
    unknown = [
        await client.post(f"/api/v1/scrobble/{key}/plex", content=plex_form(webhook_bodies.plex()), headers=PLEX_TYPE)
        for key in ("mqw_unknown", "x", "%00", "%F0%9F%8E%AC")
    ]
    long = await client.post(f"/api/v1/scrobble/{'x' * 101}/plex", json={})
    other = await client.post(f"{path}x", json={})

    assert large.status_code == 413
    assert [response.status_code for response in unknown] == [404] * 4
    assert (long.status_code, other.status_code) == (400, 400)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"type": "book"}, "type"),
        ({"action": "mark"}, "action"),
        ({"ids": {"imdb": "0903747"}}, "ids.imdb"),
        ({"ids": {"tmdb": 10**12}}, "ids.tmdb"),
        ({"season": None}, "body"),
        ({"ids": {}}, "body"),
        ({"title": "x\x00"}, "title"),
        ({"at": "yesterday"}, "at"),
        ({"unknown": 1}, "unknown"),
        ({"type": "movie"}, "body"),
    ],
)
async def test_an_invalid_scrobble_names_its_field(
    client: httpx2.AsyncClient, me: dict[str, str], recorded: Recorded, changes: dict[str, Any], field: str
) -> None:
    body = {"action": "scrobble", "type": "show", "ids": {"tmdb": 1396}, "season": 2, "episode": 1, **changes}
    response = await client.post("/api/v1/me/scrobbles", json=body, headers=me)

    assert response.status_code == 400, response.text
    assert response.json()["error"]["details"]["errors"][0]["field"] == field
    assert await recorded() == []
