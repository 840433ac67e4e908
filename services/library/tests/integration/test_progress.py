"""Positions in the own videos, as playback publishes them, become resume points and plays."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
import pytest_asyncio

from chassis.testing.clock import NOON
from chassis.testing.tokens import Tokens
from contracts.auth import UserDeletedV1
from contracts.identity import episode_id, media_id, season_id
from contracts.ingestion import Episode, SeasonSyncedV1
from contracts.playback import PlaybackProgressedV1, PlayState

pytestmark = pytest.mark.integration

SHOW, MOVIE, USER, DEVICE, SESSION = media_id("show", 1396), media_id("movie", 603), UUID(int=7), uuid4(), uuid4()
Deliver = Callable[..., Awaitable[None]]
Read = Callable[[str], Awaitable[Any]]
HOUR = 3600
BEGIN = NOON - timedelta(hours=5)


def progressed(seconds: int, state: PlayState = "playing", *, after: int | None = None, **fields: Any) -> Any:
    """Return the event of a position in the second episode of a show, `after` seconds after the beginning."""
    stated: dict[str, Any] = {
        "user_id": USER,
        "session_id": SESSION,
        "device_id": DEVICE,
        "media_id": SHOW,
        "season": 1,
        "episode": 2,
        "position_ms": seconds * 1000,
        "duration_ms": HOUR * 1000,
        "state": state,
        "at": BEGIN + timedelta(seconds=seconds if after is None else after),
        **fields,
    }
    return PlaybackProgressedV1(**stated)


def movie(seconds: int, state: PlayState = "playing", **fields: Any) -> Any:
    return progressed(seconds, state, media_id=MOVIE, season=None, episode=None, **fields)


@pytest_asyncio.fixture
async def read(client: httpx2.AsyncClient, tokens: Tokens, deliver: Deliver, imported: Callable[..., Any]) -> Read:
    episodes = tuple(
        Episode(episode_id=episode_id(1396, 1, at), number=at, title=f"E{at}", air_date=date(2020, 1, at))
        for at in (1, 2, 3)
    )
    season = SeasonSyncedV1(
        version=1,
        season_id=season_id(1396, 1),
        media_id=SHOW,
        show_tmdb_id=1396,
        number=1,
        episodes=episodes,
        synced_at=datetime(2026, 11, 21, tzinfo=UTC),
    )
    await deliver(imported(1396, title="Breaking Bad", status="Ended"), imported(603, kind="movie"), season)

    async def read(path: str) -> Any:
        response = await client.get(f"/api/v1/me/{path}", headers=tokens.bearer(USER))
        assert response.status_code == 200, response.text
        return response.json()["data"]

    return read


async def test_position_becomes_the_resume_point(read: Read, deliver: Deliver) -> None:
    await deliver(progressed(0, "started"), progressed(600), progressed(610, "paused"))
    [position] = await read("positions")
    assert (position["mediaItemId"], position["season"], position["episode"]) == (str(SHOW), 1, 2)
    assert (position["positionSeconds"], position["durationSeconds"]) == (610, HOUR)
    assert (position["state"], position["origin"], position["deviceId"]) == ("paused", "playback", str(DEVICE))
    assert await read("plays") == []


async def test_watched_video_is_one_play_at_the_time_when_it_was_watched(read: Read, deliver: Deliver) -> None:
    await deliver(progressed(600), progressed(3250), progressed(3260))
    await deliver(progressed(3260, "ended"))
    [play] = await read("plays")
    assert (play["season"], play["episode"], play["origin"]) == (1, 2, "playback")
    assert play["watchedAt"] == (BEGIN + timedelta(seconds=3250)).isoformat().replace("+00:00", "Z")
    assert await read("positions") == []


async def test_position_just_below_the_threshold_is_no_play(read: Read, deliver: Deliver) -> None:
    await deliver(progressed(3239, "ended"))
    assert await read("plays") == []
    await deliver(progressed(3240, "ended"))
    assert len(await read("plays")) == 1


async def test_repeated_and_late_events_change_nothing(read: Read, deliver: Deliver) -> None:
    events = [progressed(600), progressed(1200, "paused"), progressed(3300), progressed(3300, "ended")]
    for event in events:
        await deliver(event)
    plays = await read("plays")
    await deliver(*events)
    for event in reversed(events):
        await deliver(event)
    assert await read("plays") == plays
    assert len(plays) == 1
    assert await read("positions") == []


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_order_of_arrival_does_not_matter(read: Read, deliver: Deliver, order: tuple[int, ...]) -> None:
    events = [movie(100), movie(200, "paused"), movie(150, after=300)]
    for place in order:
        await deliver(events[place])
    [position] = await read("positions")
    assert (position["positionSeconds"], position["state"]) == (150, "playing")


async def test_second_viewing_is_a_second_play(read: Read, deliver: Deliver) -> None:
    await deliver(movie(3300), movie(0, after=4000, session_id=uuid4()), movie(3300, after=7600, session_id=uuid4()))
    assert len(await read("plays")) == 2


async def test_what_has_no_place_is_left_out(read: Read, deliver: Deliver) -> None:
    await deliver(
        progressed(3300, trailer=True, season=None, episode=None),
        progressed(3300, season=None, episode=None),
        progressed(3300, episode=9),
        progressed(3300, media_id=uuid4()),
        movie(3300, duration_ms=None),
        progressed(700),
    )
    assert await read("plays") == []
    assert {(item["mediaItemId"], item["positionSeconds"]) for item in await read("positions")} == {
        (str(MOVIE), 3300),
        (str(SHOW), 700),
    }


async def test_event_of_an_erased_user_is_ignored(read: Read, deliver: Deliver) -> None:
    await deliver(UserDeletedV1(version=1, user_id=USER, deleted_at=NOON))
    other = UUID(int=8)
    await deliver(progressed(3300), progressed(600, user_id=other))
    assert await read("positions") == []
    assert await read("plays") == []


async def test_play_is_published_with_the_instant_that_starts_a_rental(
    read: Read, deliver: Deliver, published_events: Callable[[], Awaitable[list[dict[str, Any]]]]
) -> None:
    await deliver(movie(3300))
    [play] = [event for event in await published_events() if "playId" in event]
    assert (play["mediaId"], play["precision"], play["retracted"]) == (str(MOVIE), "instant", False)
    assert play["watchedAt"] == (BEGIN + timedelta(seconds=3300)).isoformat().replace("+00:00", "Z")
    assert len(await read("plays")) == 1
