"""The explanation of an entry over HTTP: a show that was watched out of order, with specials and a rewatch."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio

from chassis.testing.tokens import Tokens
from contracts.identity import episode_id, media_id, season_id
from contracts.ingestion import Episode, SeasonSyncedV1

pytestmark = pytest.mark.integration

SHOW, USER = media_id("show", 1396), UUID(int=7)
ENTRY = f"/api/v1/user-media/{SHOW}"
Request = Callable[..., Awaitable[Any]]


def synced(number: int, episodes: int) -> SeasonSyncedV1:
    return SeasonSyncedV1(
        version=1,
        season_id=season_id(1396, number),
        media_id=SHOW,
        show_tmdb_id=1396,
        number=number,
        episodes=tuple(
            Episode(episode_id=episode_id(1396, number, at), number=at, air_date=date(2020, 1, at))
            for at in range(1, episodes + 1)
        ),
        synced_at=datetime(2026, 11, 21, tzinfo=UTC),
    )


@pytest_asyncio.fixture
async def send(
    client: httpx2.AsyncClient, tokens: Tokens, deliver: Callable[..., Awaitable[None]], imported: Callable[..., Any]
) -> Request:
    await deliver(imported(1396, title="Breaking Bad", status="Ended"), *[synced(at, 2) for at in (0, 1, 2)])

    async def send(method: str, path: str, status: int, body: object = None) -> Any:
        response = await client.request(method, path, json=body, headers=tokens.bearer(USER))
        assert response.status_code == status, response.text
        return response.json()["data"] if response.content else None

    return send


async def watched(send: Request) -> str:
    """Watch a show out of order, with a special, a mistake and a rewatch; return the id of the mistake."""

    async def play(season: int, episode: int, day: int) -> str:
        body = {"mediaItemId": str(SHOW), "season": season, "episode": episode, "watchedAt": f"2026-01-{day:02}T20:00Z"}
        return str((await send("POST", "/api/v1/me/plays", 201, body))["plays"][0]["id"])

    await play(2, 1, 4)
    await play(1, 1, 1)
    await play(0, 1, 3)
    mistake = await play(2, 2, 2)
    await send("DELETE", f"/api/v1/me/plays/{mistake}", 204)
    await play(1, 2, 5)
    await play(2, 2, 6)
    await play(1, 1, 10)
    await play(2, 1, 11)
    await send("PATCH", ENTRY, 200, {"rating": 85})
    return mistake


async def test_every_figure_is_explained_by_its_items(send: Request) -> None:
    mistake = await watched(send)
    entry = await send("GET", ENTRY, 200)

    data = await send("GET", f"{ENTRY}/explanation", 200)

    ids = [item["id"] for item in data["items"]]
    assert [
        (
            item["at"][:10],
            item["type"],
            item["season"],
            item["episode"],
            item["effect"],
            item["run"],
            item["stateAfter"],
        )
        for item in data["items"]
    ] == [
        ("2026-01-01", "play", 1, 1, "counted", 1, "watching"),
        ("2026-01-03", "play", 0, 1, "counted_as_special", 1, "watching"),
        ("2026-01-04", "play", 2, 1, "counted", 1, "watching"),
        ("2026-01-05", "play", 1, 2, "counted", 1, "watching"),
        ("2026-01-06", "play", 2, 2, "counted", 1, "completed"),
        ("2026-01-10", "play", 1, 1, "started_run", 2, "watching"),
        ("2026-01-11", "play", 2, 1, "counted", 2, "watching"),
        ("2026-11-21", "mark", None, None, "set_rating", 2, "watching"),
    ]
    assert data["state"] == {"value": "watching", "cause": "play", "itemId": ids[5]}
    assert data["rating"] == {"value": 85, "itemId": ids[7]}
    assert data["plays"] == entry["plays"] == 7
    assert data["episodesSeen"] == {"total": 4, "byPlays": 4, "byMarks": 0, "specials": 1}
    assert entry["episodesSeen"] == 4
    assert [(run["number"], run["plays"], run["episodesSeen"], run["complete"]) for run in data["runs"]] == [
        (1, 5, 4, True),
        (2, 2, 2, False),
    ]
    assert data["progress"] == entry["progress"] == {"season": 2, "episode": 1, "seasons": {"1": 1, "2": 1}}
    assert data["skipped"] == [{"season": 1, "episode": 2}]
    assert data["nextEpisode"] == entry["nextEpisode"] == {"season": 2, "episode": 2}
    assert [item["id"] for item in data["retracted"]] == [mistake]
    assert data["retracted"][0]["retractedAt"] is not None
    assert (entry["firstWatchedAt"], entry["lastWatchedAt"]) == ("2026-01-01T20:00:00Z", "2026-01-11T20:00:00Z")


async def test_a_long_journal_is_read_page_by_page(send: Request) -> None:
    await watched(send)
    whole = await send("GET", f"{ENTRY}/explanation", 200)

    pages = [await send("GET", f"{ENTRY}/explanation?limit=3&offset={offset}", 200) for offset in (0, 3, 6, 9)]

    assert [len(page["items"]) for page in pages] == [3, 3, 2, 0]
    assert [item for page in pages for item in page["items"]] == whole["items"]
    assert {page["itemCount"] for page in pages} == {8}


async def test_a_title_without_an_entry_has_no_items(send: Request) -> None:
    data = await send("GET", f"{ENTRY}/explanation", 200)

    assert (data["state"], data["rating"], data["plays"], data["items"], data["runs"]) == (None, None, 0, [], [])
