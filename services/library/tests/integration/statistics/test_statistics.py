"""Statistics over HTTP: right after every change, and read as they are without one."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, get_args
from uuid import UUID, uuid4

import httpx2
import pytest
import pytest_asyncio
from sqlalchemy import func, select

from chassis.messaging.transaction import UnitsOfWork
from chassis.testing.clock import NOON
from chassis.testing.statements import executed_reads, statements
from chassis.testing.tokens import Tokens
from contracts.auth import UserDeletedV1
from contracts.identity import episode_id, media_id, season_id
from contracts.ingestion import CastMember, Credits, CrewMember, Episode, Genre, SeasonSyncedV1
from library.application.plays.journal import append, retract
from library.application.statistics.ports import Scope, StoredStatistics
from library.bootstrap import Container
from library.domain.entries.progress import EpisodeNumber
from library.domain.plays.items import NewMark, NewPlay, Play, Precision
from library.domain.statistics.period import Period
from library.domain.statistics.statistics import Statistics
from library.infrastructure.statistics.store import MOST_DOCUMENTS
from library.infrastructure.tables import statistics_documents
from library.infrastructure.unit_of_work import SqlUnitOfWork
from library.presentation.statistics.requests import PartName

pytestmark = pytest.mark.integration

ME, OTHER = UUID(int=7), UUID(int=8)
MATRIX, ALIEN = media_id("movie", 603), media_id("movie", 348)
BAD, LOST = media_id("show", 1396), media_id("show", 4607)
URL = "/api/v1/me/statistics"
Get = Callable[..., Awaitable[Any]]
Watch = Callable[..., Awaitable[list[Play]]]


@pytest_asyncio.fixture(autouse=True)
async def titles(deliver: Callable[..., Awaitable[None]], imported: Callable[..., Any]) -> None:
    people = Credits(
        cast=(CastMember(tmdb_id=6384, name="Keanu Reeves", character="Neo", order=0),),
        crew=(CrewMember(tmdb_id=9340, name="Lana Wachowski", job="Director", department="Directing"),),
    )
    await deliver(
        imported(
            603,
            kind="movie",
            title="The Matrix",
            release_date=date(1999, 3, 30),
            runtime_minutes=136,
            original_language="en",
            origin_countries=("US",),
            genres=(Genre(tmdb_id=28, name="Action"), Genre(tmdb_id=878, name="Science Fiction")),
            credits=people,
        ),
        imported(348, kind="movie", title="Alien"),
        imported(1396, title="Breaking Bad", release_date=date(2008, 1, 20), runtime_minutes=47),
        imported(4607, title="Lost"),
        SeasonSyncedV1(
            version=1,
            season_id=season_id(1396, 1),
            media_id=BAD,
            show_tmdb_id=1396,
            number=1,
            episodes=(
                Episode(episode_id=episode_id(1396, 1, 1), number=1, runtime_minutes=58),
                Episode(episode_id=episode_id(1396, 1, 2), number=2),
            ),
            synced_at=NOON,
        ),
    )


@pytest.fixture
def get(client: httpx2.AsyncClient, tokens: Tokens) -> Get:
    async def send(path: str = "", user: UUID = ME, **more: Any) -> Any:
        response = await client.get(f"{URL}{path}", headers=tokens.bearer(user), **more)
        assert response.status_code == 200, response.text
        assert response.headers["cache-control"] == "private, no-store"
        return response.json()["data"]

    return send


@pytest.fixture
def watch(container: Container) -> Watch:
    async def record(
        title: UUID,
        at: str | None,
        place: tuple[int, int] | None = None,
        *,
        precision: Precision = "instant",
        duration: int | None = None,
        user: UUID = ME,
    ) -> list[Play]:
        play = NewPlay(
            media_id=title,
            place=EpisodeNumber(*place) if place else None,
            watched_at=datetime.fromisoformat(at).replace(tzinfo=UTC) if at else None,
            precision=precision if at else "unknown",
            duration_seconds=duration,
        )
        async with UnitsOfWork(container.runtime.transactions, SqlUnitOfWork).begin() as work:
            await work.users.lock(user)
            return (await append(work, user, plays=[play], now=NOON)).plays

    return record


async def test_a_duration_is_that_of_the_play_or_the_episode_or_the_title_and_unknown_is_counted_apart(
    get: Get, watch: Watch
) -> None:
    await watch(MATRIX, "2026-11-01T20:00:00", duration=3600)
    assert (await get())["totals"]["hours"] == 1
    await watch(BAD, "2026-11-02T20:00:00", (1, 1))
    assert (await get())["totals"]["hours"] == round(1 + 58 / 60, 2)
    await watch(BAD, "2026-11-03T20:00:00", (1, 2))
    assert (await get())["totals"]["hours"] == round(1 + 58 / 60 + 47 / 60, 2)
    await watch(MATRIX, "2026-11-04T20:00:00")
    await watch(ALIEN, "2026-11-05T20:00:00")
    await watch(LOST, "2026-11-06T20:00:00", (1, 1))

    totals = (await get())["totals"]

    assert totals == {
        "hours": round(1 + (58 + 47 + 136) / 60, 2),
        "plays": 6,
        "moviePlays": 3,
        "episodePlays": 3,
        "playsWithoutDuration": 2,
        "movies": 2,
        "shows": 2,
        "episodes": 3,
        "days": 6,
        "longestStreak": 6,
    }


async def test_days_and_hours_are_those_of_the_time_zone_if_the_instant_is_known(get: Get, watch: Watch) -> None:
    await watch(MATRIX, "2026-10-31T23:30:00")
    await watch(MATRIX, "2026-11-01T00:00:00", precision="day")
    await watch(MATRIX, "2026-01-01T00:00:00", precision="year")
    await watch(MATRIX, None)

    utc, kyiv = await get(), await get("?timeZone=Europe/Kyiv")

    assert [(part["key"], part["plays"]) for part in utc["months"]] == [("2026-10", 1), ("2026-11", 1)]
    assert [(part["key"], part["plays"]) for part in kyiv["months"]] == [("2026-11", 2)]
    assert [part["key"] for part in utc["hours"] if part["plays"]] == ["23"]
    assert [part["key"] for part in kyiv["hours"] if part["plays"]] == ["1"]
    assert (utc["totals"]["plays"], utc["playsWithoutDay"], utc["totals"]["longestStreak"]) == (4, 2, 2)
    assert kyiv["totals"]["longestStreak"] == 1


async def test_a_period_has_its_days_and_a_play_of_a_year_is_in_the_year(get: Get, watch: Watch) -> None:
    for at in ("2025-12-31T23:59:00", "2026-01-01T00:00:00", "2026-11-21T11:00:00"):
        await watch(MATRIX, at)
    await watch(ALIEN, "2026-01-01T00:00:00", precision="year")
    await watch(ALIEN, None)

    assert (await get("?from=2026-01-01&to=2026-01-01"))["totals"]["plays"] == 2
    assert (await get("?from=2026-01-02"))["totals"]["plays"] == 1
    assert (await get("?to=2025-12-31"))["totals"]["plays"] == 1
    assert (await get("?from=2026-01-01&timeZone=Europe/Kyiv"))["totals"]["plays"] == 4
    assert (await get())["totals"]["plays"] == 5
    review = await get("/years/2026")
    assert (review["year"], review["statistics"]["totals"]["plays"]) == (2026, 3)
    assert (review["yearBefore"]["plays"], review["change"]["plays"], review["change"]["days"]) == (1, 2, 1)
    assert review["change"]["hours"] == round(136 / 60, 2)


async def test_parts_first_and_last_play_and_streaks(get: Get, watch: Watch) -> None:
    await watch(MATRIX, "2026-11-20T20:00:00")
    await watch(BAD, "2026-11-21T09:00:00", (1, 1))

    data = await get()

    assert [part["name"] for part in data["genres"]] == ["Action", "Science Fiction"]
    assert [(part["key"], part["titles"]) for part in data["decades"]] == [("1990", 1), ("2000", 1)]
    assert [part["key"] for part in data["countries"]] == ["US"]
    assert [part["key"] for part in data["languages"]] == ["en"]
    assert [part["name"] for part in data["directors"]] == ["Lana Wachowski"]
    assert [part["name"] for part in data["cast"]] == ["Keanu Reeves"]
    assert (data["firstPlay"]["title"], data["lastPlay"]["title"]) == ("The Matrix", "Breaking Bad")
    assert (data["lastPlay"]["season"], data["lastPlay"]["watchedAt"]) == (1, "2026-11-21T09:00:00Z")
    assert data["longestStreak"] == {"days": 2, "first": "2026-11-20", "last": "2026-11-21"}
    assert (data["currentStreak"], data["shows"][0]["title"]) == (2, "Breaking Bad")


async def test_ratings_are_those_of_the_period(get: Get, container: Container) -> None:
    marks = [
        NewMark(media_id=title, kind="rating", value=value, at=NOON - timedelta(days=days))
        for title, value, days in ((MATRIX, 81, 400), (BAD, 60, 1))
    ]
    async with UnitsOfWork(container.runtime.transactions, SqlUnitOfWork).begin() as work:
        await work.users.lock(ME)
        await append(work, ME, marks=marks, now=NOON)

    async def stars(path: str) -> list[int]:
        return [item["rating"] for item in (await get(path))["ratings"] if item["count"]]

    assert await stars("") == [3, 5]
    assert await stars("?from=2026-01-01") == [3]


async def test_every_change_of_the_journal_counts_at_once(
    get: Get, watch: Watch, client: httpx2.AsyncClient, tokens: Tokens, container: Container
) -> None:
    assert (await get())["totals"]["plays"] == 0
    plays = await watch(MATRIX, "2026-11-20T20:00:00")
    assert (await get())["totals"]["plays"] == 1
    await client.patch(f"/api/v1/user-media/{MATRIX}", json={"rating": 100}, headers=tokens.bearer(ME))
    assert (await get())["ratings"][4] == {"rating": 5, "count": 1}
    async with UnitsOfWork(container.runtime.transactions, SqlUnitOfWork).begin() as work:
        await work.users.lock(ME)
        await retract(work, ME, plays, NOON)
    assert (await get())["totals"]["plays"] == 0
    await watch(MATRIX, "2026-11-20T20:00:00", user=OTHER)
    assert (await get())["totals"]["plays"] == 0
    assert (await get(user=OTHER))["totals"]["plays"] == 1


async def test_without_a_change_a_read_is_one_statement(get: Get, watch: Watch, container: Container) -> None:
    await watch(MATRIX, "2026-11-20T20:00:00")
    first = [await get(), await get("/years/2026")]
    with statements(container.runtime.engine) as sent, executed_reads(container.runtime.reads) as executed:
        assert [await get(), await get("/years/2026")] == first
    assert (len(sent), len(executed)) == (0, 2)


async def test_statistics_of_a_day_ago_are_computed_again(get: Get, watch: Watch, container: Container) -> None:
    await watch(MATRIX, "2026-11-20T20:00:00")
    before = await get()
    async with container.runtime.engine.begin() as connection:
        old = statistics_documents.c.computed_at - timedelta(hours=24)
        await connection.execute(statistics_documents.update().values(computed_at=old))
    assert (await get())["computedAt"] > before["computedAt"]


async def test_old_documents_are_deleted(get: Get, watch: Watch, container: Container) -> None:
    await watch(MATRIX, "2026-11-20T20:00:00")
    for day in range(MOST_DOCUMENTS + 3):
        await get(f"?from={date(2026, 1, 1) + timedelta(days=day)}")
    async with container.runtime.transactions.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(statistics_documents)) == MOST_DOCUMENTS


async def test_nothing_is_stored_of_an_erased_user(
    get: Get, watch: Watch, container: Container, deliver: Callable[..., Awaitable[None]]
) -> None:
    await watch(MATRIX, "2026-11-20T20:00:00")
    await get()
    await deliver(UserDeletedV1(version=1, user_id=ME, deleted_at=NOON))
    async with UnitsOfWork(container.runtime.transactions, SqlUnitOfWork).begin() as work:
        for user in (ME, uuid4()):
            await work.statistics.save(Scope(user, Period(), "UTC"), StoredStatistics(1, NOON, Statistics()))

    async with container.runtime.transactions.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(statistics_documents)) == 0
    assert (await get())["totals"]["plays"] == 0


@pytest.mark.parametrize(
    "path",
    [
        "?from=2026-02-01&to=2026-01-01",
        "?from=x",
        "?from=0001-01-01",
        "?to=9999-12-31",
        "?timeZone=Mars/Olympus",
        "/years/1887",
        "/years/3000",
        "/years/99999999999999999999",
        "/secrets/chart.svg",
        "/months/chart.svg?width=10",
    ],
)
async def test_a_wrong_request_is_rejected(client: httpx2.AsyncClient, tokens: Tokens, path: str) -> None:
    response = await client.get(f"{URL}{path}", headers=tokens.bearer(ME))
    assert (response.status_code, response.json()["error"]["code"]) == (400, "VALIDATION_ERROR"), response.text


PARTS: Final = tuple(get_args(PartName))


@pytest.mark.parametrize("part", PARTS)
async def test_every_part_is_drawn_as_svg(client: httpx2.AsyncClient, tokens: Tokens, watch: Watch, part: str) -> None:
    await watch(MATRIX, "2026-11-20T20:00:00")
    await watch(BAD, "2026-09-21T20:00:00", (1, 1))
    response = await client.get(f"{URL}/{part}/chart.svg", headers=tokens.bearer(ME))
    assert (response.status_code, response.headers["content-type"]) == (200, "image/svg+xml")
    assert response.headers["cache-control"] == "private, no-cache"
    assert "2 plays, 3 hours, all time" in response.text


async def test_a_picture_has_a_tag_themes_and_png(client: httpx2.AsyncClient, tokens: Tokens, watch: Watch) -> None:
    await watch(MATRIX, "2026-11-20T20:00:00")
    mine = tokens.bearer(ME)
    picture = await client.get(f"{URL}/years/2026/weekdays/chart.png?theme=dark&width=400&height=300", headers=mine)
    assert picture.content.startswith(b"\x89PNG")
    assert picture.headers["content-type"] == "image/png"
    svg = await client.get(f"{URL}/years/2026/weekdays/chart.svg", headers=mine)
    again = await client.get(
        f"{URL}/years/2026/weekdays/chart.svg", headers={**mine, "If-None-Match": svg.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    empty = await client.get(f"{URL}/months/chart.svg", headers=tokens.bearer(OTHER))
    assert "Nothing was watched in this time" in empty.text
    assert (await client.get(f"{URL}/months/chart.svg")).status_code == 401
