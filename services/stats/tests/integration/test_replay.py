"""`python -m stats replay` on the real Kafka and Postgres."""

from datetime import timedelta
from uuid import UUID

import pytest
from services.stats.tests.integration.drop_off_events import entry, play, season

from chassis.testing.clock import NOON, FixedClock
from chassis.testing.replay import assert_replay_rebuilds
from contracts.auth import UserDeletedV1
from contracts.event import encode
from contracts.identity import media_id
from contracts.ingestion import ListItem, ListRefreshedV1, MediaImportedV1, Rating, Ratings, SignalsCollectedV1
from contracts.social import RatingsAveragedV1
from devstack.testing.pytest_plugin import CreateDatabase
from stats.bootstrap import build
from stats.infrastructure.tables import READ_MODEL
from stats.presentation.consumers import TOPICS
from stats.settings import Settings

pytestmark = pytest.mark.integration

NUMBERS = range(980_000_001, 980_000_021)


def imported(number: int, version: int) -> MediaImportedV1:
    return MediaImportedV1(
        version=version,
        media_id=media_id("movie", number),
        kind="movie",
        tmdb_id=number,
        title=f"Movie {number}",
        release_date=NOON.date() - timedelta(days=number % 300),
        ratings=Ratings(imdb=Rating(rating=7.1, votes=version * 1000)),
        imported_at=NOON,
    )


def collected(number: int, hours: int) -> SignalsCollectedV1:
    return SignalsCollectedV1(
        media_id=media_id("movie", number),
        kind="movie",
        tmdb_id=number,
        observed_at=NOON - timedelta(hours=hours),
        day=NOON.date(),
        live_watchers=number % 100 + hours,
    )


def listed(version: int) -> ListRefreshedV1:
    items = [
        ListItem(media_id=media_id("movie", number), kind="movie", tmdb_id=number, rank=rank)
        for rank, number in enumerate(NUMBERS[version:], 1)
    ]
    return ListRefreshedV1(
        version=version, list_id="trending.movie.day", kind="movie", taken_at=NOON, items=tuple(items)
    )


def averaged(number: int, version: int) -> RatingsAveragedV1:
    return RatingsAveragedV1(
        version=version, media_id=media_id("movie", number), average=50.0 + version, raters=5, averaged_at=NOON
    )


async def test_a_replay_rebuilds_every_table(create_database: CreateDatabase, kafka_bootstrap: str) -> None:
    events = [imported(number, version) for version in (1, 2) for number in NUMBERS]
    signals = [collected(number, hours) for hours in (3, 1, 2) for number in NUMBERS]
    first = NUMBERS[0]
    seasons = [season(1, [100 * version] * 8, version, show=first) for version in (1, 3, 2)]
    entries = [entry(user, 3, version, show=first) for user in range(1, 5) for version in (2, 1)]
    plays = [play(user, episode, show=first) for user in range(3, 7) for episode in (2, 6, 1)]
    erased = UserDeletedV1(version=9, user_id=UUID(int=4), deleted_at=NOON)
    lists = [listed(version) for version in (1, 3, 2)]
    averages = [averaged(number, version) for version in (1, 3, 2) for number in NUMBERS[:3]]
    everything = (*events, *signals, *lists, *averages, *seasons, *entries, *plays, erased)
    settings = Settings(database_url=(await create_database("stats")).app, kafka_bootstrap=kafka_bootstrap)

    await assert_replay_rebuilds(
        lambda: build(settings, clock=FixedClock()),
        [encode(event, "test") for event in everything],
        topics=TOPICS,
        read_model=READ_MODEL,
        ignored={"version", "received_at"},
    )
