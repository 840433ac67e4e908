"""`python -m catalog replay` on the real Kafka and Postgres."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from services.catalog.tests.integration.editions import edit_titles

from catalog.bootstrap import build
from catalog.infrastructure.tables import OWN_STATE, READ_MODEL
from catalog.presentation.consumers import TOPICS
from catalog.settings import Settings
from chassis.testing.clock import NOON, FixedClock
from chassis.testing.replay import assert_replay_rebuilds
from contracts.auth import UserDeletedV1
from contracts.event import Event, encode
from contracts.identity import media_id
from contracts.ingestion import CastMember, Credits, Genre, Offers, Provider, Release

if TYPE_CHECKING:
    from services.catalog.tests.conftest import Make

    from devstack.testing.pytest_plugin import CreateDatabase

pytestmark = pytest.mark.integration

NUMBERS = range(971_000_001, 971_000_011)
USER, ERASED = UUID(int=0xCA8), UUID(int=0xCA9)
DAY = date(2026, 11, 20)


def the_log(make: Make) -> list[Event]:
    """Return two versions of titles of one name, with every other kind of event, and one part of a long season."""
    events: list[Event] = []
    for version in (1, 2):
        for number in NUMBERS:
            deleted_at = NOON - timedelta(days=1) if version == 2 and number % 5 == 0 else None
            events.append(
                make.movie(
                    number,
                    version=version,
                    title=f"Title {version}",
                    genres=(Genre(tmdb_id=18, name="Drama"),),
                    releases=(Release(region="US", type="theatrical", date=DAY),),
                    availability={"US": Offers(stream=(Provider(provider_id=version, name="Service"),))},
                    credits=Credits(cast=(CastMember(tmdb_id=number, name="A", order=0),)),
                    keywords=(f"keyword {version}",),
                    gone_at=deleted_at,
                )
            )
            events += [make.show(number, version=version), make.scores(number, version=version, ratingo=version)]
            events.append(make.trend(number, "up", version=version))
            events.append(make.season(number, 1, [DAY] * version, version=version))
            events.append(make.entry(USER, number, version=version, state="planned"))
        events.append(make.ranking("test.catalog.replay", NUMBERS[version:], version))
    long_season = make.season(NUMBERS[0], 2, [DAY])
    events += [
        make.entry(ERASED, NUMBERS[0], state="planned"),
        UserDeletedV1(version=2, user_id=ERASED, deleted_at=NOON),
    ]
    events.append(long_season.model_copy(update={"part": 1, "parts": 2}))
    return events


async def test_replay_rebuilds_every_table_and_keeps_slugs(
    create_database: CreateDatabase, kafka_bootstrap: str, make: Make
) -> None:
    settings = Settings(database_url=(await create_database("catalog")).app, kafka_bootstrap=kafka_bootstrap)
    container = build(settings, clock=FixedClock())
    await edit_titles(container.runtime.engine, [media_id("movie", number) for number in NUMBERS[:3]])
    await container.runtime.engine.dispose()

    await assert_replay_rebuilds(
        lambda: build(settings, clock=FixedClock()),
        [encode(event, "test") for event in the_log(make)],
        topics=TOPICS,
        read_model=READ_MODEL,
        unchanged=OWN_STATE,
        # Titles may be published in ways in which they appear between two events.
        ignored={"received_at", "published_version"},
        settle=lambda container: container.application.publish_slugs(),
    )
