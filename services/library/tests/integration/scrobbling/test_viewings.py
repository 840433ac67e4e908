"""One play per viewing, whatever reports it and how often."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx2
import pytest
from services.library.tests import webhook_bodies
from services.library.tests.integration.scrobbling.support import (
    JELLYFIN,
    MOVIE,
    PLEX,
    SEQUENCES,
    SHOW,
    Deliver,
    Recorded,
    Send,
)
from sqlalchemy import select

from chassis.testing.clock import NOON
from contracts.identity import media_id
from library.bootstrap import Container
from library.infrastructure.plays.tables import plays

pytestmark = pytest.mark.integration


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
