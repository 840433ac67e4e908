"""Stats on the real Postgres: events in, scores and events out, and the API over them."""

import asyncio
import json
import random
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import cast

import httpx2
import pytest
import pytest_asyncio
from sqlalchemy import select

from chassis.testing.clients import client_for
from chassis.testing.clock import NOON, FixedClock
from chassis.testing.records import feed, feed_events
from chassis.testing.statements import statements
from contracts.event import Event, encode
from contracts.identity import Kind, media_id
from contracts.ingestion import ListItem, ListRefreshedV1, MediaImportedV1, Rating, Ratings, SignalsCollectedV1
from contracts.social import RatingsAveragedV1
from contracts.stats import StatsUpdatedV1
from devstack.testing.pytest_plugin import CreateDatabase
from stats.api import create_api
from stats.application.projections import UpdateTitles
from stats.bootstrap import Container, build
from stats.domain.title import Audience, Facts, Reading, Title
from stats.infrastructure.tables import outbox, titles
from stats.settings import Settings

pytestmark = pytest.mark.integration

NOW = NOON
SCORE_COLUMNS = [
    titles.c[name]
    for name in (
        "media_id",
        "facts_version",
        "ratings",
        "signals_at",
        "live_watchers",
        "total_watchers",
        "ratingo_score",
    )
]


def imported(tmdb_id: int, version: int = 1, kind: Kind = "movie", votes: int = 12_000) -> MediaImportedV1:
    return MediaImportedV1(
        version=version,
        media_id=media_id(kind, tmdb_id),
        kind=kind,
        tmdb_id=tmdb_id,
        title="A title",
        release_date=NOW.date() - timedelta(days=200),
        popularity=120.5,
        ratings=Ratings(imdb=Rating(rating=7.1, votes=votes)),
        imported_at=NOW,
    )


def signals(tmdb_id: int, minutes: int, live: int | None, total: int | None = None) -> SignalsCollectedV1:
    return SignalsCollectedV1(
        media_id=media_id("movie", tmdb_id),
        kind="movie",
        tmdb_id=tmdb_id,
        observed_at=NOW + timedelta(minutes=minutes),
        day=NOW.date(),
        live_watchers=live,
        total_watchers=total,
    )


def trending(version: int, *tmdb_ids: int, list_id: str = "trending.movie.day") -> ListRefreshedV1:
    items = [
        ListItem(media_id=media_id("movie", tmdb_id), kind="movie", tmdb_id=tmdb_id, rank=rank)
        for rank, tmdb_id in enumerate(tmdb_ids, 1)
    ]
    return ListRefreshedV1(version=version, list_id=list_id, kind="movie", taken_at=NOW, items=tuple(items))


async def deliver(container: Container, *events: Event) -> None:
    assert await feed_events(container.routes(), container.runtime.transactions, *events) == []


async def published(container: Container) -> list[dict[str, object]]:
    async with container.runtime.transactions.read() as connection:
        bodies = (
            await connection.execute(
                select(outbox.c.body).where(outbox.c.topic == StatsUpdatedV1.topic).order_by(outbox.c.id)
            )
        ).scalars()
        return [json.loads(body) for body in bodies]


async def test_an_import_is_scored_and_published(container: Container) -> None:
    await deliver(container, imported(603))

    [event] = await published(container)
    assert event["mediaId"] == str(media_id("movie", 603))
    assert event["scores"] == pytest.approx(
        {"ratingo": 41.1413, "quality": 81.8748, "popularity": 4.5187, "freshness": 32.9193}, abs=6e-5
    )
    assert event["liveWatchers"] is None
    assert event["score"] == {
        "formula": "ratingo-1",
        "value": pytest.approx(41.1413, abs=6e-5),
        "low": None,
        "high": None,
        "reason": None,
    }
    [shadow] = cast(list[dict[str, object]], event["shadows"])
    assert (shadow["formula"], shadow["reason"]) == ("open-1", None)
    # 12,000 votes count as 5454.5; between the sources, of which there is one, 3 points of deviation are assumed.
    assert shadow["value"] == pytest.approx((71 / (9.1667 + 9) + 64 / 100) / (1 / (9.1667 + 9) + 1 / 100), abs=1e-3)


async def test_a_batch_publishes_each_title_once(container: Container) -> None:
    await deliver(container, imported(1), imported(1, version=2), signals(1, 5, live=45), imported(2))

    numbers = [event["tmdbId"] for event in await published(container)]
    assert numbers.count(1) == numbers.count(2) == 1, "its facts and its signals are one score"
    assert len(numbers) == 2


@pytest.mark.parametrize("count", [1, 250])
async def test_a_batch_takes_seven_statements_whatever_its_size(container: Container, count: int) -> None:
    events = [event for number in range(1, count + 1) for event in (imported(number), signals(number, 5, live=45))]

    await container.months.prepare(container.runtime.engine, FixedClock())
    with statements(container.runtime.engine) as sent:
        await deliver(container, *events)

    assert [" ".join(statement.split()[:3]) for statement in sent] == [
        "begin",
        "insert into inbox",
        "SELECT titles.media_id, titles.kind,",
        "INSERT INTO titles",
        "INSERT INTO scores",
        "with added as",
        "commit",
    ]
    assert len(await published(container)) == count


async def test_an_import_and_a_signal_of_a_new_title_at_the_same_time_are_both_stored(container: Container) -> None:
    transactions, clock = container.runtime.transactions, FixedClock()
    facts = Title(media_id("movie", 7), "movie", 7, facts=Facts(version=1))
    audience = Title(media_id("movie", 7), "movie", 7, audience=Audience(live_watchers=Reading(45, NOW)))

    async with transactions.begin() as first, transactions.begin() as second:
        await UpdateTitles(clock)(container.title_work(first), [facts])
        waiting = asyncio.create_task(UpdateTitles(clock)(container.title_work(second), [audience]))
        await asyncio.wait([waiting], timeout=0.3)
        assert not waiting.done(), "the row of the first transaction is not committed yet"
        await first.commit()
        await waiting
        await second.commit()

    versions = [(event["liveWatchers"], event["scores"] is not None) for event in await published(container)]
    assert versions == [(None, True), (45, True)]


async def test_a_second_delivery_changes_nothing(container: Container) -> None:
    message = encode(imported(603), "test")
    batch = container.routes()

    for _ in range(3):
        await feed(batch, container.runtime.transactions, message, message)

    assert len(await published(container)) == 1


async def test_any_order_with_duplicates_ends_in_the_same_state(create_database: CreateDatabase) -> None:
    events: list[Event] = [
        imported(number, version, votes=version * 1000) for number in range(5) if number for version in (1, 2, 3)
    ]
    events += [
        signals(number, minutes, live=minutes * 10, total=None if minutes % 2 else 99)
        for number in range(1, 5)
        for minutes in (1, 2, 3)
    ]
    states = set()
    for seed in range(3):
        urls = await create_database("stats")
        container = build(Settings(database_url=urls.app, kafka_bootstrap="127.0.0.1:1"), clock=FixedClock())
        order = random.Random(seed).sample(events + events[:6], len(events) + 6)
        for start in range(0, len(order), 7):
            await deliver(container, *order[start : start + 7])
        async with container.runtime.transactions.read() as connection:
            query = select(*SCORE_COLUMNS).order_by(titles.c.media_id)
            rows = (await connection.execute(query)).all()
        states.add(repr(rows))
        await container.runtime.engine.dispose()

    assert len(states) == 1


@pytest_asyncio.fixture
async def client(container: Container) -> AsyncIterator[httpx2.AsyncClient]:
    await deliver(
        container, imported(603), imported(550), imported(550, kind="show"), signals(603, 1, live=10, total=77)
    )
    async with client_for(create_api(container)) as client:
        yield client


async def test_stats_are_read_by_number_and_by_id(client: httpx2.AsyncClient) -> None:
    by_number = (await client.get("/api/v1/stats/tmdb/603")).json()
    by_id = (await client.get(f"/api/v1/stats/media/{media_id('movie', 603)}")).json()

    assert by_number == by_id
    assert by_number["data"]["formula"] == "ratingo-1"
    assert by_number["data"]["score"] == by_number["data"]["ratingoScore"]
    assert by_number["data"]["liveWatchersAt"] == "2026-11-21T12:01:00Z"
    assert by_number["data"]["liveWatchersAgeSeconds"] == 0
    assert by_number["data"]["liveWatchers"] == 10
    assert by_number["data"]["totalWatchers"] == 77
    assert by_number["data"]["type"] == "movie"


async def test_a_number_of_a_movie_and_a_show_needs_the_kind(client: httpx2.AsyncClient) -> None:
    rejected = await client.get("/api/v1/stats/tmdb/550")
    show = await client.get("/api/v1/stats/tmdb/550", params={"type": "show"})

    assert (rejected.status_code, rejected.json()["error"]["code"]) == (400, "AMBIGUOUS_TITLE")
    assert show.json()["data"]["mediaItemId"] == str(media_id("show", 550))


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/api/v1/stats/tmdb/999999", 404, "STATS_NOT_FOUND"),
        ("/api/v1/stats/tmdb/0", 400, "VALIDATION_ERROR"),
        ("/api/v1/stats/tmdb/99999999999999999999", 400, "VALIDATION_ERROR"),
        ("/api/v1/stats/tmdb/603?type=person", 400, "VALIDATION_ERROR"),
        ("/api/v1/stats/media/nonsense", 400, "VALIDATION_ERROR"),
        ("/api/v1/stats/nothing", 404, "RESOURCE_NOT_FOUND"),
    ],
)
async def test_an_invalid_request_gets_its_error_code(
    client: httpx2.AsyncClient, path: str, status: int, code: str
) -> None:
    response = await client.get(path)

    assert (response.status_code, response.json()["error"]["code"]) == (status, code)
    assert response.json()["error"]["requestId"] == response.headers["x-request-id"]


async def rank_of(client: httpx2.AsyncClient, tmdb_id: int) -> int | None:
    response = await client.get(f"/api/v1/stats/tmdb/{tmdb_id}")
    assert response.status_code == 200, response.text
    rank: int | None = response.json()["data"]["trendingRank"]
    return rank


async def test_the_rating_of_this_server_is_that_of_its_newest_event(container: Container) -> None:
    def averaged(version: int, average: float | None, raters: int | None) -> RatingsAveragedV1:
        return RatingsAveragedV1(
            version=version, media_id=media_id("movie", 603), average=average, raters=raters, averaged_at=NOW
        )

    async def shown(client: httpx2.AsyncClient) -> object:
        return (await client.get("/api/v1/stats/tmdb/603")).json()["data"]["serverRating"]

    await deliver(container, averaged(2, 82.4, 5))
    await deliver(container, imported(603))
    async with client_for(create_api(container)) as client:
        assert await shown(client) == {"average": 82.4, "raters": 5}
        await deliver(container, averaged(1, 10.0, 9), averaged(2, 10.0, 9))
        assert await shown(client) == {"average": 82.4, "raters": 5}
        await deliver(container, averaged(4, None, None), averaged(3, 80.0, 6))
        assert await shown(client) is None
    assert len(await published(container)) == 1, "it is no part of the score"


async def test_a_rank_is_that_of_the_newest_trending_list(container: Container) -> None:
    await deliver(container, imported(603), imported(604), imported(605))
    async with client_for(create_api(container)) as client:
        assert await rank_of(client, 603) is None

        await deliver(container, trending(2, 604, 603), trending(1, 603))
        assert [await rank_of(client, number) for number in (603, 604, 605)] == [2, 1, None]

        await deliver(container, trending(1, 605))
        await deliver(container, trending(2, 605))
        await deliver(container, trending(9, 605, list_id="now-playing.movie.US"))
        assert [await rank_of(client, number) for number in (603, 604, 605)] == [2, 1, None]

        await deliver(container, trending(3, 605))
        assert [await rank_of(client, number) for number in (603, 604, 605)] == [None, None, 1]

        await deliver(container, trending(4))
        assert await rank_of(client, 605) is None
