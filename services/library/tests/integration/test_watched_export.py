"""What a user has watched goes back to a media server in its own names, and comes back as no new play."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio
from services.library.tests import webhook_bodies

from chassis.testing.tokens import Tokens
from contracts.identity import media_id
from library.application.plays.journal import append
from library.bootstrap import Container
from library.domain.entries.progress import EpisodeNumber
from library.domain.plays.items import NewPlay
from library.infrastructure.unit_of_work import SqlUnitOfWork

pytestmark = pytest.mark.integration

SHOW, MOVIE = media_id("show", 1396), media_id("movie", 603)
USER, OTHER = UUID(int=7), UUID(int=8)
EXPORT = "/api/v1/me/watched-export"
NOVEMBER = datetime(2026, 11, 1, 20, tzinfo=UTC)
Deliver = Callable[..., Awaitable[None]]


@pytest_asyncio.fixture(autouse=True)
async def history(deliver: Deliver, imported: Callable[..., Any], container: Container) -> None:
    await deliver(
        imported(1396, title="Breaking Bad", release_date=date(2008, 1, 20), external_ids={"tvdb": 81189}),
        imported(
            603, kind="movie", title="The Matrix", release_date=date(1999, 3, 30), external_ids={"imdb": "tt0133093"}
        ),
    )
    plays = [
        NewPlay(media_id=MOVIE, watched_at=NOVEMBER),
        NewPlay(media_id=MOVIE, watched_at=NOVEMBER.replace(day=5), origin="import:letterboxd"),
        NewPlay(media_id=MOVIE),
        NewPlay(
            media_id=SHOW,
            place=EpisodeNumber(2, 1),
            watched_at=NOVEMBER,
            origin="scrobble:jellyfin",
            causation={"server": "home"},
        ),
    ]
    async with container.runtime.transactions.begin() as transaction:
        work = SqlUnitOfWork(transaction)
        await work.users.lock(USER)
        await append(work, USER, plays=plays, now=NOVEMBER)
        await transaction.commit()


@pytest_asyncio.fixture(autouse=True)
async def position(client: httpx2.AsyncClient, me: dict[str, str], history: None) -> None:
    body = {"positionSeconds": 610, "durationSeconds": 2880, "season": 2, "episode": 2, "device": {"id": "tv"}}
    response = await client.put(f"/api/v1/me/positions/{SHOW}", json=body, headers=me)
    assert response.status_code == 200, response.text


async def items(client: httpx2.AsyncClient, who: dict[str, str], query: str = "") -> dict[Any, dict[str, Any]]:
    """Return the exported items by type and episode."""
    response = await client.get(f"{EXPORT}{query}", headers=who)
    assert response.status_code == 200
    assert response.headers["cache-control"] == "private, no-store"
    document = response.json()
    assert document["success"]
    return {item.get("episode", item.get("index", item.get("IndexNumber"))): item for item in document["data"]["items"]}


async def test_every_movie_and_episode_is_exported_with_counts_and_positions(
    client: httpx2.AsyncClient, me: dict[str, str], tokens: Tokens
) -> None:
    exported = await items(client, me, "?serverId=home")

    assert exported.keys() == {None, 1, 2}
    assert exported[None] == {
        "type": "movie",
        "title": "The Matrix",
        "year": 1999,
        "ids": {"imdb": "tt0133093", "tmdb": "603"},
        "episodeIds": {},
        "season": None,
        "episode": None,
        "playCount": 3,
        "lastPlayedAt": "2026-11-05T20:00:00+00:00",
        "positionSeconds": None,
        "durationSeconds": None,
        "positionAt": None,
        "mediaItemId": str(MOVIE),
        "origins": ["api", "import:letterboxd"],
        "fromThisServer": False,
    }
    assert (exported[1]["playCount"], exported[1]["fromThisServer"]) == (1, True)
    assert (exported[2]["playCount"], exported[2]["positionSeconds"], exported[2]["durationSeconds"]) == (0, 610, 2880)
    assert not (await items(client, me, "?serverId=other"))[1]["fromThisServer"]
    assert await items(client, tokens.bearer(OTHER)) == {}


async def test_each_server_gets_its_own_names_and_units(client: httpx2.AsyncClient, me: dict[str, str]) -> None:
    jellyfin, plex, kodi = [await items(client, me, f"?server={server}") for server in ("jellyfin", "plex", "kodi")]

    assert {**jellyfin[None], "mediaItemId": "", "origins": []} == {
        "Type": "Movie",
        "Name": "The Matrix",
        "ProductionYear": 1999,
        "ProviderIds": {"Imdb": "tt0133093", "Tmdb": "603"},
        "ParentIndexNumber": None,
        "IndexNumber": None,
        "Played": True,
        "PlayCount": 3,
        "LastPlayedDate": "2026-11-05T20:00:00+00:00",
        "PlaybackPositionTicks": 0,
        "mediaItemId": "",
        "origins": [],
        "fromThisServer": False,
    }
    assert (jellyfin[2]["SeriesName"], jellyfin[2]["PlaybackPositionTicks"]) == ("Breaking Bad", 6_100_000_000)
    assert jellyfin[2]["SeriesProviderIds"] == {"Tmdb": "1396", "Tvdb": "81189"}
    assert (plex[None]["Guid"], plex[None]["viewCount"]) == ([{"id": "imdb://tt0133093"}, {"id": "tmdb://603"}], 3)
    assert (plex[None]["lastViewedAt"], plex[2]["viewOffset"]) == (1793908800, 610_000)
    assert (kodi[None]["uniqueid"], kodi[None]["lastplayed"]) == (
        {"imdb": "tt0133093", "tmdb": "603"},
        "2026-11-05 20:00:00",
    )
    assert kodi[2]["resume"] == {"position": 610, "total": 2880}
    assert await items(client, me, "?server=emby") == jellyfin


async def test_a_history_of_many_titles_is_read_in_parts(
    client: httpx2.AsyncClient, me: dict[str, str], deliver: Deliver, imported: Callable[..., Any], container: Container
) -> None:
    numbers = range(10_000, 10_250)
    await deliver(*[imported(number, kind="movie") for number in numbers])
    plays = [NewPlay(media_id=media_id("movie", number), watched_at=NOVEMBER) for number in numbers]
    async with container.runtime.transactions.begin() as transaction:
        work = SqlUnitOfWork(transaction)
        await work.users.lock(USER)
        await append(work, USER, plays=plays, now=NOVEMBER)
        await transaction.commit()

    exported = (await client.get(EXPORT, headers=me)).json()["data"]["items"]

    assert len(exported) == 253
    assert len({(item["mediaItemId"], item["episode"]) for item in exported}) == 253


async def test_a_server_that_marks_what_it_was_given_adds_no_play(
    client: httpx2.AsyncClient, me: dict[str, str]
) -> None:
    key = {"source": "jellyfin", "name": "rebuilt"}
    path = (await client.post("/api/v1/me/scrobble-keys", json=key, headers=me)).json()["data"]["path"]
    before = await items(client, me)
    for item in (await items(client, me, "?server=jellyfin")).values():
        if item["Played"] and item["Type"] == "Episode":
            report = webhook_bodies.jellyfin(
                "UserDataSaved",
                SaveReason="TogglePlayed",
                Played=True,
                SeriesName=item["SeriesName"],
                SeasonNumber=item["ParentIndexNumber"],
                EpisodeNumber=item["IndexNumber"],
            )
            response = await client.post(path, json=report)
            assert response.json()["data"]["result"] == "duplicate"

    assert await items(client, me) == before


@pytest.mark.parametrize("query", ["?server=vlc", "?serverId=", "?serverId=%00", f"?serverId={'x' * 201}", "?x=1"])
async def test_an_invalid_parameter_is_rejected(client: httpx2.AsyncClient, me: dict[str, str], query: str) -> None:
    assert (await client.get(f"{EXPORT}{query}", headers=me)).status_code == 400
