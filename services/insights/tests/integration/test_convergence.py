"""Whatever the order, the batches and the repetitions of events, the snapshots and movements end the same."""

from collections.abc import Callable
from datetime import UTC, datetime
from random import Random

import pytest
from sqlalchemy import delete, select

from contracts.catalog import MediaPublishedV1
from contracts.event import Event
from contracts.identity import media_id
from contracts.ingestion import MediaImportedV1, SignalsCollectedV1
from contracts.stats import Scores, StatsUpdatedV1
from insights.bootstrap import Container
from insights.infrastructure.tables import READ_MODEL, inbox

pytestmark = pytest.mark.integration

GONE_AT = datetime(2026, 11, 20, tzinfo=UTC)
TITLES = (1, 2, 3, 4)

Dump = dict[str, list[tuple[object, ...]]]


def scored(number: int, version: int) -> StatsUpdatedV1:
    return StatsUpdatedV1(
        version=version,
        media_id=media_id("movie", number),
        kind="movie",
        tmdb_id=number,
        scores=Scores(ratingo=version, quality=version, popularity=version, freshness=version),
        total_votes=version,
        computed_at=GONE_AT,
    )


def the_log(
    imported: Callable[..., MediaImportedV1],
    published: Callable[..., MediaPublishedV1],
    look_at: Callable[..., SignalsCollectedV1],
) -> list[Event]:
    """Titles that go, come back and go for good; looks of every kind at each of sixty days."""
    events: list[Event] = []
    for number in TITLES:
        # 1 stays, 2 goes and comes back, 3 goes, 4 comes back and goes.
        gone = {1: (None,) * 3, 2: (None, GONE_AT, None), 3: (None, None, GONE_AT), 4: (GONE_AT, None, GONE_AT)}[number]
        for version, gone_at in enumerate(gone, 1):
            events.append(imported(number, version=version, title=f"Title {number}.{version}", gone_at=gone_at))
            events.append(published(number, f"title-{number}-{version}", version=version))
            events.append(scored(number, version))
        for days_ago in range(0, 61, 5):
            total = 1000 * number - days_ago * number
            events.append(look_at(number, days_ago, total, hour=0, live=5))
            events.append(look_at(number, days_ago, None if days_ago % 10 else total + 3, hour=0, live=days_ago))
            events.append(look_at(number, days_ago, total - 7, hour=0, backfill=True, popularity=1.5))
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


async def forget(container: Container) -> None:
    async with container.runtime.engine.begin() as connection:
        for table in READ_MODEL:
            await connection.execute(delete(table))


async def test_any_order_batching_and_repetition_ends_the_same(
    container: Container,
    take: Callable[..., object],
    imported: Callable[..., MediaImportedV1],
    published: Callable[..., MediaPublishedV1],
    look_at: Callable[..., SignalsCollectedV1],
) -> None:
    log = the_log(imported, published, look_at)
    assert await take(*log) == []  # type: ignore[misc]
    await container.application.refresh_movements()
    expected = await dump(container)
    assert all(expected.values()), "every table is part of the proof"

    for seed in range(6):
        chance = Random(seed)
        shuffled = [*log, *chance.choices(log, k=len(log) // 2)]
        chance.shuffle(shuffled)
        await forget(container)
        while shuffled:
            size = chance.randint(1, 60)
            assert await take(*shuffled[:size]) == []  # type: ignore[misc]
            shuffled = shuffled[size:]
            if chance.random() < 0.3:
                await container.application.refresh_movements()
        await container.application.refresh_movements()
        assert await dump(container) == expected, f"seed {seed}"
