"""`python -m insights replay` on the real Kafka and Postgres."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from services.insights.tests.integration.play_events import deleted, group, play
from services.insights.tests.integration.reason_events import season_parts
from services.insights.tests.integration.test_retention import measured

from chassis.testing.clock import NOON, FixedClock
from chassis.testing.events import stats_updated
from chassis.testing.replay import assert_replay_rebuilds
from contracts.catalog import MediaPublishedV1
from contracts.event import Event, encode
from contracts.ingestion import Genre, MediaImportedV1, Offers, Provider, SignalsCollectedV1
from devstack.testing.pytest_plugin import CreateDatabase
from insights.bootstrap import Container, build
from insights.infrastructure.groups.tables import stale_group_days
from insights.infrastructure.movements.tables import stale_changes
from insights.infrastructure.plays.tables import stale_plays
from insights.infrastructure.signals.tables import stale_weeks
from insights.infrastructure.tables import OWNED, READ_MODEL
from insights.presentation.consumers import TOPICS
from insights.settings import Settings

pytestmark = pytest.mark.integration


async def settle(container: Container) -> None:
    """Compute everything that the worker computes periodically."""
    await container.application.refresh_years()
    await container.application.count_plays()
    await container.application.refresh_movements()
    await container.application.refresh_changes()
    await container.application.roll_up_signals()
    await container.application.refresh_groups()


OFFERS = Offers(stream=(Provider(provider_id=8, name="Netflix"),))
DRAMA = Genre(tmdb_id=18, name="Drama")
NUMBERS = range(980_001_001, 980_001_011)


async def test_a_replay_rebuilds_every_table(
    create_database: CreateDatabase,
    kafka_bootstrap: str,
    imported: Callable[..., MediaImportedV1],
    published: Callable[..., MediaPublishedV1],
    observed: Callable[..., SignalsCollectedV1],
) -> None:
    events: list[Event] = []
    for number in NUMBERS:
        deleted_at = NOON - timedelta(days=1) if number % 5 == 0 else None
        events += [
            imported(number, version=1),
            imported(number, version=2, gone_at=deleted_at).model_copy(
                update={"genres": (DRAMA,), "availability": {"US": OFFERS}}
            ),
        ]
        events += [*season_parts(number, 1), *season_parts(number, 2)]
        events += [
            published(number, f"movie-{number}"),
            stats_updated(number),
            stats_updated(number, version=2, score=2),
        ]
        events += [observed(number, days_ago, popularity=10.0 + days_ago % number) for days_ago in range(40, 0, -4)]
        events += [
            observed(number, days_ago, 1000 + number % 7 * (60 - days_ago), live=number % 9) for days_ago in (60, 30, 0)
        ]
    events += [*group(22, tmdb_id=NUMBERS[0]), play(1, number=10, tmdb_id=NUMBERS[0], retracted=True), deleted(2)]
    events += [measured(NUMBERS[0]), measured(NUMBERS[0], version=2, users=30)]
    settings = Settings(database_url=(await create_database("insights")).app, kafka_bootstrap=kafka_bootstrap)

    await assert_replay_rebuilds(
        lambda: build(settings, clock=FixedClock()),
        [encode(event, "test") for event in events],
        topics=TOPICS,
        read_model=READ_MODEL,
        filled=[
            table for table in READ_MODEL if table not in (stale_weeks, stale_plays, stale_changes, stale_group_days)
        ],
        unchanged=OWNED,
        ignored={"refreshed_at", "received_at"},
        settle=settle,
    )
