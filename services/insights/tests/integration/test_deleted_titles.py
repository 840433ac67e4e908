"""Titles that were deleted upstream: they are removed from the movements at once, and their snapshots stay."""

import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete

from chassis.testing.clients import client_for
from chassis.testing.clock import NOON
from contracts.event import Event
from contracts.identity import media_id
from contracts.ingestion import MediaImportedV1, SignalsCollectedV1
from insights.api import create_api
from insights.bootstrap import Container
from insights.infrastructure.tables import READ_MODEL

pytestmark = pytest.mark.integration

DELETED_AT = NOON - timedelta(hours=1)
Observe = Callable[..., SignalsCollectedV1]
Imported = Callable[..., MediaImportedV1]
Deliver = Callable[..., Awaitable[list[str]]]
Rows = Callable[[str], Awaitable[list[tuple[Any, ...]]]]

SNAPSHOTS = "select media_id, day, value from daily_signals order by media_id, day"
MOVEMENTS = "select * from movements order by window_days, media_id"
WINDOWS = "select window_days, as_of, data_since, titles from movement_windows order by window_days"
TITLES = "select media_id, facts_version, name, gone_at, stale from titles order by media_id"


def moving(observed: Observe, *tmdb_ids: int) -> list[Event]:
    """Return three observations of each title; the higher its number, the more it rises."""
    days = ((60, 100), (30, 200), (0, 400))
    return [observed(number, days_ago, total * number) for number in tmdb_ids for days_ago, total in days]


async def shown(container: Container, limit: int = 5) -> list[int]:
    """Return the TMDB numbers of the risers and fallers."""
    result = await container.application.movements.movements("30d", limit, None)
    return [item.title.tmdb_id for item in (*result.risers, *result.fallers)]


async def test_a_deleted_title_is_removed_at_once_and_restored_unchanged(
    container: Container, deliver: Deliver, observed: Observe, imported: Imported, rows: Rows
) -> None:
    await deliver(*(imported(number) for number in (1, 2, 3)), *moving(observed, 1, 2, 3))
    await container.application.refresh_movements()
    movements, snapshots, windows = await rows(MOVEMENTS), await rows(SNAPSHOTS), await rows(WINDOWS)
    assert await shown(container) == [3, 2, 1]

    await deliver(imported(3, version=2, gone_at=DELETED_AT))
    assert await shown(container, limit=1) == [2], "not only after the next refresh, and the place goes to another"
    assert await container.application.refresh_movements() == 1
    assert [row for row in movements if row[1] != media_id("movie", 3)] == await rows(MOVEMENTS)
    assert [row[3] for row in windows] == [0, 0, 3, 0, 0]
    assert [row[3] for row in await rows(WINDOWS)] == [0, 0, 2, 0, 0]
    assert await rows(SNAPSHOTS) == snapshots

    await deliver(imported(3, version=3))
    assert await container.application.refresh_movements() == 1
    assert (await rows(MOVEMENTS), await rows(WINDOWS)) == (movements, windows)
    assert await shown(container) == [3, 2, 1]


async def test_the_history_of_a_deleted_title_stays(
    container: Container, deliver: Deliver, observed: Observe, imported: Imported
) -> None:
    await deliver(imported(1, gone_at=DELETED_AT), *moving(observed, 1))

    async with client_for(create_api(container)) as client:
        response = await client.get(f"/api/v1/insights/titles/{media_id('movie', 1)}/history?days=31")

    days = response.json()["data"]["days"]
    assert (days[0]["totalWatchers"], days[-1]["totalWatchers"]) == (200, 400)


async def test_observations_of_a_deleted_title_are_stored_without_movements(
    container: Container, deliver: Deliver, observed: Observe, imported: Imported, rows: Rows
) -> None:
    await deliver(*moving(observed, 1))
    await container.application.refresh_movements()
    await deliver(imported(1, gone_at=DELETED_AT))
    await deliver(observed(1, 0, 900, hour=5))
    await container.application.refresh_movements()

    assert await rows(MOVEMENTS) == []
    assert [row[2] for row in await rows(SNAPSHOTS)] == [100, 200, 900]


async def test_an_update_that_neither_deletes_nor_restores_leaves_no_title_stale(
    container: Container, deliver: Deliver, observed: Observe, imported: Imported
) -> None:
    await deliver(imported(1), imported(2, gone_at=DELETED_AT), *moving(observed, 1, 2))
    await container.application.refresh_movements()

    await deliver(imported(1, version=2, title="Dune"), imported(2, version=2, gone_at=DELETED_AT))
    await deliver(imported(1, version=1, gone_at=DELETED_AT), imported(2, version=1))

    assert await container.application.refresh_movements() == 0
    assert await shown(container) == [1]


async def test_any_order_and_a_replay_end_the_same(
    container: Container, deliver: Deliver, observed: Observe, imported: Imported, rows: Rows
) -> None:
    newest = [
        imported(1),
        imported(2, version=2, gone_at=DELETED_AT),
        imported(3, version=3),
        *moving(observed, 1, 2, 3),
    ]
    older = [imported(2), imported(3), imported(3, version=2, gone_at=DELETED_AT)]

    async def ended(events: list[Event], chance: random.Random) -> list[Any]:
        async with container.runtime.engine.begin() as connection:
            for table in READ_MODEL:
                await connection.execute(delete(table))
        while events:
            size = chance.randint(1, 3)
            await deliver(*events[:size])
            await container.application.refresh_movements()
            events = events[size:]
        return [await rows(query) for query in (MOVEMENTS, WINDOWS, TITLES, SNAPSHOTS)]

    expected = await ended([*older, *newest], random.Random(0))
    assert await shown(container) == [3, 1]

    for seed in range(12):
        chance = random.Random(seed)
        log: list[Event] = [*older, *newest, *older] if seed % 2 else list(newest)
        chance.shuffle(log)
        assert await ended(log, chance) == expected, f"seed {seed}"
