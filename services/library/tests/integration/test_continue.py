"""What to continue: resume points and next episodes in one list, each title once and with its reason."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio

from chassis.testing.clock import NOON
from chassis.testing.tokens import Tokens
from contracts.identity import episode_id, media_id, season_id
from contracts.ingestion import Episode, SeasonSyncedV1

pytestmark = pytest.mark.integration

SHOW, OTHER_SHOW, MOVIE = media_id("show", 1396), media_id("show", 1399), media_id("movie", 603)
USER = UUID(int=7)


def season(show: int, aired: int) -> SeasonSyncedV1:
    """Return a season of three episodes, of which the first ones have aired."""
    today = NOON.date()
    episodes = tuple(
        Episode(
            episode_id=episode_id(show, 1, number),
            number=number,
            title=f"Episode {number}",
            air_date=today + timedelta(days=7 if number > aired else -7),
        )
        for number in range(1, 4)
    )
    return SeasonSyncedV1(
        version=1,
        season_id=season_id(show, 1),
        media_id=media_id("show", show),
        show_tmdb_id=show,
        number=1,
        episodes=episodes,
        synced_at=NOON,
    )


@pytest_asyncio.fixture(autouse=True)
async def titles(deliver: Callable[..., Awaitable[None]], imported: Callable[..., Any]) -> None:
    await deliver(
        imported(1396, title="Breaking Bad", release_date=date(2008, 1, 20)),
        imported(1399, title="Game of Thrones"),
        imported(603, kind="movie", title="The Matrix"),
        season(1396, aired=3),
        season(1399, aired=1),
    )


async def position(
    client: httpx2.AsyncClient, who: dict[str, str], title: UUID, minutes: int, seconds: int = 600, **changes: Any
) -> None:
    at = (NOON - timedelta(hours=5) + timedelta(minutes=minutes)).isoformat()
    body = {"positionSeconds": seconds, "durationSeconds": 2880, "device": {"id": "tv", "name": "TV"}, "at": at}
    response = await client.put(f"/api/v1/me/positions/{title}", json=body | changes, headers=who)
    assert response.status_code == 200, response.text


async def seen(client: httpx2.AsyncClient, who: dict[str, str], title: UUID, episode: int) -> None:
    body = {"progress": {"season": 1, "episode": episode}}
    response = await client.patch(f"/api/v1/user-media/{title}", json=body, headers=who)
    assert response.status_code == 200, response.text


async def listed(client: httpx2.AsyncClient, who: dict[str, str], query: str = "") -> list[tuple[Any, ...]]:
    response = await client.get(f"/api/v1/me/continue{query}", headers=who)
    assert response.status_code == 200
    assert response.headers["cache-control"] == "private, no-store"
    return [
        (item["mediaSummary"]["title"], item["reason"], item["episode"], item["positionSeconds"])
        for item in response.json()["data"]
    ]


async def test_positions_and_next_episodes_are_one_list(client: httpx2.AsyncClient, me: dict[str, str]) -> None:
    await position(client, me, MOVIE, 1)
    await seen(client, me, SHOW, 1)
    await seen(client, me, OTHER_SHOW, 1)

    assert await listed(client, me) == [
        ("Game of Thrones", "upcoming", 2, None),
        ("Breaking Bad", "next-episode", 2, None),
        ("The Matrix", "resume", None, 600),
    ]
    [item] = (await client.get("/api/v1/me/continue?limit=1&offset=1", headers=me)).json()["data"]
    assert (item["episodeTitle"], item["airDate"]) == ("Episode 2", "2026-11-14")
    page = (await client.get("/api/v1/me/continue?limit=1", headers=me)).json()
    assert (page["meta"]["total"], page["meta"]["hasMore"]) == (3, True)


async def test_a_show_is_resumed_at_its_newest_position_rather_than_continued(
    client: httpx2.AsyncClient, me: dict[str, str]
) -> None:
    await seen(client, me, SHOW, 1)
    await position(client, me, SHOW, 1, 300, season=1, episode=2)
    await position(client, me, SHOW, 5, 120, season=1, episode=3, device={"id": "phone", "name": "Phone"})

    assert await listed(client, me) == [("Breaking Bad", "resume", 3, 120)]


async def test_a_position_from_before_the_last_play_is_not_resumed(
    client: httpx2.AsyncClient, me: dict[str, str]
) -> None:
    await position(client, me, SHOW, 1, 300, season=1, episode=1)
    await position(client, me, SHOW, 60, 2700, season=1, episode=2)

    assert await listed(client, me) == [("Breaking Bad", "next-episode", 3, None)]


async def test_what_is_watched_to_the_last_known_episode_waits(client: httpx2.AsyncClient, me: dict[str, str]) -> None:
    await seen(client, me, SHOW, 3)
    assert await listed(client, me) == [("Breaking Bad", "waiting", None, None)]


async def test_what_was_dropped_is_listed_only_if_it_was_played_again(
    client: httpx2.AsyncClient, me: dict[str, str], tokens: Tokens
) -> None:
    await position(client, me, MOVIE, 1)
    response = await client.patch(f"/api/v1/user-media/{MOVIE}", json={"state": "dropped"}, headers=me)
    assert response.status_code == 200
    assert await listed(client, me) == []

    later = (NOON + timedelta(hours=1)).isoformat()
    await position(client, me, MOVIE, 0, 900, at=later)
    assert await listed(client, me) == [("The Matrix", "resume", None, 900)]
    assert await listed(client, tokens.bearer(UUID(int=8))) == []
