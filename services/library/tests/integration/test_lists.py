"""A user's lists: what belongs to each, in which order, page by page."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio

from chassis.testing.tokens import Tokens
from contracts.catalog import MediaPublishedV1
from contracts.identity import episode_id, media_id, season_id
from contracts.ingestion import Episode, SeasonSummary, SeasonSyncedV1
from contracts.stats import Scores, StatsUpdatedV1

pytestmark = pytest.mark.integration

# What the user did, oldest first: TMDB number and change.
DONE: list[tuple[int, dict[str, object]]] = [
    (1, {"state": "planned"}),
    (2, {"state": "planned", "rating": 70, "progress": {"season": 1, "episode": 1}}),
    (3, {"state": "watching"}),
    (4, {"state": "watching", "rating": 0, "progress": {"season": 3, "episode": 9}}),
    (5, {"state": "completed", "rating": 95}),
    (6, {"progress": {"season": 1, "episode": 4}}),
    (6, {"state": "dropped"}),
    (7, {"state": "completed"}),
]
RELEASES = {1: date(2001, 1, 1), 2: None, 3: date(2026, 1, 1), 4: date(1999, 1, 1), 5: None, 6: date(2011, 1, 1)}


@pytest_asyncio.fixture
async def get(
    client: httpx2.AsyncClient, tokens: Tokens, deliver: Callable[..., Awaitable[None]], imported: Callable[..., Any]
) -> Callable[[str], Awaitable[dict[str, Any]]]:
    me = tokens.bearer(UUID(int=7))
    await deliver(*[imported(number, release_date=RELEASES.get(number)) for number in range(1, 8)])
    for number, body in DONE:
        response = await client.patch(f"/api/v1/user-media/{media_id('show', number)}", json=body, headers=me)
        assert response.status_code == 200, response.text

    async def get(path: str) -> dict[str, Any]:
        response = await client.get(f"/api/v1/{path}", headers=me)
        assert response.status_code == 200, response.text
        body: dict[str, Any] = response.json()
        return body

    return get


ENTRIES = [
    *(f"/api/v1/user-media{path}" for path in ("", "/continue", "/{mediaItemId}")),
    *(f"/api/v1/me/{name}" for name in ("watchlist", "history", "ratings", "activity")),
]
NUMBERS = {str(media_id("show", number)): number for number in range(1, 8)}


@pytest.mark.parametrize(
    ("path", "numbers"),
    [
        ("user-media", [7, 6, 5, 4, 3, 2, 1]),
        ("user-media?state=planned", [2, 1]),
        ("user-media?sort=rating", [5, 2, 4, 7, 6, 3, 1]),
        ("user-media?sort=releaseDate", [3, 6, 1, 4, 7, 5, 2]),
        ("user-media?limit=2&offset=2", [5, 4]),
        ("user-media/continue", [4, 2]),
        ("me/watchlist", [2, 1]),
        ("me/watchlist?sort=rating", [2, 1]),
        ("me/history", [7, 5, 4, 3]),
        ("me/history?sort=releaseDate", [3, 4, 7, 5]),
        ("me/ratings", [5, 4, 2]),
        ("me/ratings?sort=rating", [5, 2, 4]),
        ("me/activity", [4, 3, 2]),
    ],
)
async def test_each_list_has_its_entries(
    get: Callable[[str], Awaitable[dict[str, Any]]], path: str, numbers: list[int]
) -> None:
    response = await get(path)

    assert [NUMBERS[entry["mediaItemId"]] for entry in response["data"]] == numbers


async def test_a_show_seen_to_its_end_is_nothing_to_continue(
    client: httpx2.AsyncClient, tokens: Tokens, deliver: Callable[..., Awaitable[None]], imported: Callable[..., Any]
) -> None:
    me = tokens.bearer(UUID(int=8))
    listed = (SeasonSummary(number=0, episode_count=1), SeasonSummary(number=2, episode_count=3))
    await deliver(
        imported(10, status="Ended", seasons=listed),
        imported(11, status="Ended", seasons=listed),
        imported(12, status="Returning Series", seasons=listed),
        imported(13, status="Canceled"),
        imported(14, status="Ended"),
        *(season(show, 2, (1, 2, 3)) for show in (10, 12, 13)),
        season(10, 0, (1,)),
    )

    async def place(season: int, episode: int) -> dict[int, dict[str, Any]]:
        for number in range(10, 15):
            path = f"/api/v1/user-media/{media_id('show', number)}"
            body = {"progress": {"season": season, "episode": episode}}
            assert (await client.patch(path, json=body, headers=me)).status_code == 200
        page = (await client.get("/api/v1/user-media/continue", headers=me)).json()
        assert page["meta"]["total"] == len(page["data"])
        return {int(entry["mediaSummary"]["title"].split()[1]): entry["nextEpisode"] for entry in page["data"]}

    assert await place(2, 2) == {
        10: {"season": 2, "episode": 3},
        11: None,
        12: {"season": 2, "episode": 3},
        13: {"season": 2, "episode": 3},
        14: None,
    }
    assert await place(2, 3) == {12: None, 14: None}, "12 is running; of 14 no episode is known"
    assert await place(0, 1) == {12: None, 14: None}, "a special is no place"

    await deliver(season(10, 3, (1,)))
    assert await place(0, 1) == {10: {"season": 3, "episode": 1}, 12: None, 14: None}


def season(show: int, number: int, episodes: Sequence[int], version: int = 1) -> SeasonSyncedV1:
    return SeasonSyncedV1(
        version=version,
        season_id=season_id(show, number),
        media_id=media_id("show", show),
        show_tmdb_id=show,
        number=number,
        episodes=tuple(Episode(episode_id=episode_id(show, number, episode), number=episode) for episode in episodes),
        synced_at=datetime(2026, 11, 21, tzinfo=UTC),
    )


async def test_a_title_deleted_upstream_stays_in_the_lists(
    get: Callable[[str], Awaitable[dict[str, Any]]],
    deliver: Callable[..., Awaitable[None]],
    imported: Callable[..., Any],
) -> None:
    gone_at = datetime(2026, 11, 20, 4, 10, tzinfo=UTC)
    await deliver(imported(3, version=2, gone_at=gone_at, successor_id=media_id("show", 4)))

    summaries = {NUMBERS[entry["mediaItemId"]]: entry["mediaSummary"] for entry in (await get("me/history"))["data"]}

    assert (summaries[3]["goneAt"], summaries[3]["successorId"]) == ("2026-11-20T04:10:00Z", str(media_id("show", 4)))
    assert (summaries[4]["goneAt"], summaries[4]["successorId"]) == (None, None)


async def test_a_page_has_its_position_in_the_list(get: Callable[[str], Awaitable[dict[str, Any]]]) -> None:
    first = await get("user-media?limit=3")
    last = await get("user-media?limit=3&offset=6")
    beyond = await get("user-media?limit=3&offset=2147483647")

    assert first["meta"] == {
        "count": 3,
        "total": 7,
        "limit": 3,
        "offset": 0,
        "hasMore": True,
        "nextCursor": first["meta"]["nextCursor"],
    }
    assert (last["meta"]["count"], last["meta"]["hasMore"]) == (1, False)
    assert (beyond["data"], beyond["meta"]["total"], beyond["meta"]["hasMore"]) == ([], 7, False)


async def test_an_entry_has_the_newest_parts_of_its_title(
    get: Callable[[str], Awaitable[dict[str, Any]]],
    deliver: Callable[..., Awaitable[None]],
    imported: Callable[..., Any],
) -> None:
    def scored(version: int, ratingo: float) -> StatsUpdatedV1:
        return StatsUpdatedV1(
            version=version,
            media_id=media_id("show", 1),
            kind="show",
            tmdb_id=1,
            scores=Scores(ratingo=ratingo, quality=1, popularity=1, freshness=1),
            total_votes=1,
            computed_at=datetime.now(UTC),
        )

    await deliver(scored(2, 66.25), scored(1, 1.0), imported(1, version=3, title="New name"), imported(1, version=2))

    summary = (await get(f"user-media/{media_id('show', 1)}"))["data"]["mediaSummary"]

    assert (summary["id"], summary["type"]) == (str(media_id("show", 1)), "show")
    assert (summary["title"], summary["ratingoScore"], summary["releaseDate"]) == ("New name", 66.25, None)


@pytest.mark.parametrize(
    "path", ["user-media", "user-media/continue", "me/watchlist", "me/history", "me/ratings", "me/activity"]
)
async def test_every_list_has_the_slugs_of_its_titles(
    get: Callable[[str], Awaitable[dict[str, Any]]],
    deliver: Callable[..., Awaitable[None]],
    published: Callable[..., MediaPublishedV1],
    path: str,
) -> None:
    assert {entry["mediaSummary"]["slug"] for entry in (await get(path))["data"]} == {None}

    await deliver(*(published(number, f"show-{number}-2", kind="show", version=2) for number in range(1, 8)))
    await deliver(*(published(number, f"show-{number}", kind="show") for number in range(1, 8)))

    for entry in (await get(path))["data"]:
        assert entry["mediaSummary"]["slug"] == f"show-{NUMBERS[entry['mediaItemId']]}-2"


async def test_a_slug_may_arrive_before_its_title(
    client: httpx2.AsyncClient,
    tokens: Tokens,
    deliver: Callable[..., Awaitable[None]],
    imported: Callable[..., Any],
    published: Callable[..., MediaPublishedV1],
) -> None:
    path = f"/api/v1/user-media/{media_id('movie', 603)}"
    await deliver(published(603, "the-matrix"))
    assert (await client.patch(path, json={"state": "planned"}, headers=tokens.bearer())).status_code == 404

    await deliver(imported(603, kind="movie"))
    written = await client.patch(path, json={"state": "planned"}, headers=tokens.bearer())
    assert written.json()["data"]["mediaSummary"]["slug"] == "the-matrix"


@pytest.mark.parametrize(
    "path",
    [
        "user-media?limit=0",
        "user-media?limit=101",
        "user-media?offset=-1",
        "user-media?offset=99999999999999999999",
        "user-media?sort=name",
        "user-media?state=seen",
        "me/history?limit=101",
        "user-media/nonsense",
    ],
)
async def test_an_invalid_request_gets_its_error_code(client: httpx2.AsyncClient, tokens: Tokens, path: str) -> None:
    response = await client.get(f"/api/v1/{path}", headers=tokens.bearer())

    assert (response.status_code, response.json()["error"]["code"]) == (400, "VALIDATION_ERROR")


async def test_every_route_is_documented(client: httpx2.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()

    for path in ENTRIES:
        for operation in document["paths"][path].values():
            assert operation["summary"]
            assert operation["description"]
            assert operation["security"]
            assert {"400", "401", "503"} <= set(operation["responses"])
            assert all(parameter.get("description") for parameter in operation.get("parameters", []))
