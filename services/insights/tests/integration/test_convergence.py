"""Any order, batching and repetition of events ends in the same signals, roll-ups and movements."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from random import Random

import pytest
from services.insights.tests.integration.play_events import deleted, group, play
from services.insights.tests.integration.reason_events import season_parts
from sqlalchemy import delete, select

from chassis.testing.events import stats_updated
from contracts.catalog import MediaPublishedV1
from contracts.event import Event
from contracts.ingestion import (
    MediaImportedV1,
    PercentRating,
    Rating,
    Ratings,
    Release,
    SignalsCollectedV1,
)
from insights.bootstrap import Container
from insights.infrastructure.tables import READ_MODEL, inbox

pytestmark = pytest.mark.integration

DELETED_AT = datetime(2026, 11, 20, tzinfo=UTC)
DELETIONS = {
    1: (None, None, None),
    2: (None, DELETED_AT, None),
    3: (None, None, DELETED_AT),
    4: (DELETED_AT, None, DELETED_AT),
}
"""By title, when it was deleted as of each of its versions."""

Dump = dict[str, list[tuple[object, ...]]]


def the_log(
    imported: Callable[..., MediaImportedV1],
    published: Callable[..., MediaPublishedV1],
    observed: Callable[..., SignalsCollectedV1],
) -> list[Event]:
    """Return events of titles that are deleted and restored, and observations of every kind over sixty days."""
    events: list[Event] = []
    for number, deletions in DELETIONS.items():
        for version, gone_at in enumerate(deletions, 1):
            releases = tuple(Release(region="US", type="tv", date=DELETED_AT.date()) for _ in range(version % 3))
            title = imported(number, version=version, title=f"Title {number}.{version}", gone_at=gone_at)
            events.append(title.model_copy(update={"releases": releases}))
            events += season_parts(number, version)
            events.append(published(number, f"title-{number}-{version}", version=version))
            events.append(stats_updated(number, version=version, score=version))
        for days_ago in range(0, 61, 5):
            total = 1000 * number - days_ago * number
            events.append(observed(number, days_ago, total, hour=0, live=5))
            events.append(observed(number, days_ago, None if days_ago % 10 else total + 3, hour=0, live=days_ago))
            events.append(observed(number, days_ago, total - 7, hour=0, backfill=True, popularity=1.5))
            ratings = Ratings(tmdb=Rating(rating=7 + days_ago / 100, votes=total), metacritic=PercentRating(rating=60))
            events.append(observed(number, days_ago, hour=days_ago % 3).model_copy(update={"ratings": ratings}))
        for days_ago in range(36):
            events.append(observed(number, days_ago, popularity=10.0 + number * (days_ago % 5)))
    events += [*group(21), *group(20, days_ago=1), play(5, number=40), deleted(4)]
    return events


async def dump(container: Container) -> Dump:
    """Return the rows of every table that events build, without the time of the refresh."""
    async with container.runtime.engine.connect() as connection:
        return {
            table.name: [
                tuple(row)
                for row in await connection.execute(
                    select(*(column for column in table.c if column.name != "refreshed_at")).order_by(
                        *table.primary_key
                    )
                )
            ]
            for table in READ_MODEL
            if table is not inbox
        }


async def settle(container: Container) -> None:
    await container.application.count_plays()
    await container.application.refresh_movements()
    await container.application.refresh_changes()
    await container.application.roll_up_signals()
    await container.application.refresh_groups()


async def clear(container: Container) -> None:
    async with container.runtime.engine.begin() as connection:
        for table in READ_MODEL:
            await connection.execute(delete(table))


async def test_any_order_batching_and_repetition_ends_the_same(
    container: Container,
    deliver: Callable[..., Awaitable[list[str]]],
    imported: Callable[..., MediaImportedV1],
    published: Callable[..., MediaPublishedV1],
    observed: Callable[..., SignalsCollectedV1],
) -> None:
    log = the_log(imported, published, observed)
    assert await deliver(*log) == []
    await settle(container)
    expected = await dump(container)
    computed_later = [name for name, stored in expected.items() if not stored]
    without_groups = ["group_days", "stale_group_days", "service_names"]
    # No title has a genre, and no user plays a video.
    assert computed_later == ["stale_changes", *without_groups, "stale_weeks", "stale_plays", "audience_retention"]

    for seed in range(6):
        chance = Random(seed)
        shuffled = [*log, *chance.choices(log, k=len(log) // 2)]
        chance.shuffle(shuffled)
        await clear(container)
        while shuffled:
            size = chance.randint(1, 60)
            assert await deliver(*shuffled[:size]) == []
            shuffled = shuffled[size:]
            if chance.random() < 0.3:
                await settle(container)
        await settle(container)
        assert await dump(container) == expected, f"seed {seed}"
