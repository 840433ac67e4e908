"""From signals to risers and fallers: nearest earlier days, all three endpoints required, reads of the rollup."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import asyncpg
import pytest
from services.insights.tests.plans import generic_plan, indexes, relations
from sqlalchemy import select

from chassis.testing.clock import NOON
from chassis.testing.kafka import wait_until
from chassis.testing.statements import executed_reads
from contracts.event import Event
from contracts.ingestion import MediaImportedV1, SignalsCollectedV1
from contracts.insights import TrendChangedV1
from devstack.testing.pytest_plugin import DatabaseUrls
from insights.application.movements.read_models import MovedTitle
from insights.bootstrap import Container
from insights.infrastructure.tables import outbox

pytestmark = pytest.mark.integration

TODAY = NOON.date()
Observe = Callable[..., SignalsCollectedV1]
Imported = Callable[..., MediaImportedV1]
Deliver = Callable[..., Awaitable[list[str]]]


def numbers(moved: list[MovedTitle]) -> list[tuple[int, int, int, float | None]]:
    return [
        (item.title.tmdb_id, item.movement.growth_current, item.movement.growth_prev, item.movement.delta_percent)
        for item in moved
    ]


def series(observed: Observe, tmdb_id: int, *ends: tuple[int, int], kind: str = "movie") -> list[Event]:
    return [observed(tmdb_id, days_ago, total, kind=kind, backfill=days_ago > 0) for days_ago, total in ends]


async def test_risers_and_fallers_by_hand_computed_numbers(
    container: Container, deliver: Deliver, observed: Observe, imported: Imported
) -> None:
    await deliver(
        *[imported(number) for number in (1, 2, 3, 4)],
        *series(observed, 1, (60, 500), (30, 700), (0, 1000)),
        *series(observed, 2, (60, 500), (30, 900), (0, 1000)),
        *series(observed, 3, (60, 100), (30, 100), (0, 150)),
        *series(observed, 4, (60, 0), (30, 1000), (0, 1901)),
    )

    assert await container.application.refresh_movements() == 4
    result = await container.application.movements.movements("30d", 5, None)

    assert numbers(result.risers) == [(1, 300, 200, 50.0), (3, 50, 0, None)]
    assert numbers(result.fallers) == [(2, 100, 400, -75.0)]
    assert (result.as_of, result.data_since) == (TODAY, TODAY - timedelta(days=60))
    assert await container.application.refresh_movements() == 0, "no title is stale"


async def test_turned_trends_are_published_with_the_movements(
    container: Container, deliver: Deliver, observed: Observe, imported: Imported
) -> None:
    async def published() -> list[TrendChangedV1]:
        async with container.runtime.transactions.read() as connection:
            bodies = await connection.execute(
                select(outbox.c.body).where(outbox.c.topic == TrendChangedV1.topic).order_by(outbox.c.id)
            )
            return [TrendChangedV1.model_validate_json(body) for body in bodies.scalars()]

    await deliver(
        *[imported(number) for number in (1, 2, 3)],
        *series(observed, 1, (60, 500), (30, 700), (0, 1000)),
        *series(observed, 2, (60, 500), (30, 900), (0, 1000)),
        *series(observed, 3, (60, 500), (30, 600), (0, 700)),
    )
    await container.application.refresh_movements()
    first = await published()
    assert {(event.tmdb_id, event.direction, event.as_of) for event in first} == {(1, "up", TODAY), (2, "down", TODAY)}
    assert {(event.window_days, event.changed_at) for event in first} == {(30, NOON)}

    await deliver(imported(1, version=2, gone_at=NOON), *series(observed, 3, (0, 690)))
    await container.application.refresh_movements()
    [last] = (await published())[len(first) :]
    assert (last.tmdb_id, last.direction, last.as_of) == (1, "none", None)
    assert last.version > max(event.version for event in first if event.tmdb_id == 1)


async def test_an_endpoint_may_be_earlier_by_the_tolerance_of_its_window(
    container: Container, deliver: Deliver, observed: Observe, imported: Imported
) -> None:
    await deliver(
        *[imported(number) for number in range(1, 8)],
        *series(observed, 1, (63, 100), (33, 200), (0, 400)),
        *series(observed, 2, (64, 100), (33, 200), (0, 400)),
        *series(observed, 3, (63, 100), (34, 200), (0, 400)),
        *series(observed, 4, (59, 100), (29, 200), (0, 400)),
        *series(observed, 5, (63, 100), (62, 130), (33, 200), (31, 250), (29, 300), (0, 400)),
        *series(observed, 6, (63, 100), (33, 200), (3, 400)),
        *series(observed, 7, (64, 100), (34, 200), (4, 400)),
    )
    await container.application.refresh_movements()

    result = await container.application.movements.movements("30d", 50, None)

    assert sorted(numbers(result.risers)) == [(1, 200, 100, 100.0), (5, 150, 120, 25.0), (6, 200, 100, 100.0)]
    assert result.fallers == []


async def test_a_day_without_watchers_is_no_endpoint(
    container: Container, deliver: Deliver, observed: Observe, imported: Imported
) -> None:
    await deliver(
        imported(1),
        *series(observed, 1, (60, 100), (31, 250), (1, 400)),
        observed(1, 30, popularity=5.0),
        observed(1, 0, popularity=5.0),
    )
    await container.application.refresh_movements()

    result = await container.application.movements.movements("30d", 5, None)

    assert result.risers == []
    assert result.shortage is not None
    assert result.as_of == TODAY - timedelta(days=1)


async def test_a_title_that_falls_behind_the_newest_day_is_removed(
    container: Container, deliver: Deliver, observed: Observe, imported: Imported
) -> None:
    await deliver(imported(1), imported(2), *series(observed, 1, (65, 100), (35, 200), (5, 400)))
    await container.application.refresh_movements()
    before = await container.application.movements.movements("30d", 5, None)

    await deliver(*series(observed, 2, (1, 10)))
    await container.application.refresh_movements()
    after = await container.application.movements.movements("30d", 5, None)

    assert [item.title.tmdb_id for item in before.risers] == [1]
    assert (before.as_of, after.as_of) == (TODAY - timedelta(days=5), TODAY - timedelta(days=1))
    assert after.risers == []


async def test_the_first_values_of_today_remove_no_other_title(
    container: Container, deliver: Deliver, observed: Observe, imported: Imported
) -> None:
    await deliver(
        imported(1),
        imported(2),
        *series(observed, 1, (61, 100), (31, 200), (1, 400)),
        *series(observed, 2, (61, 100), (60, 101), (31, 300), (30, 301), (1, 600)),
    )
    await deliver(observed(2, 0, 700))
    await container.application.refresh_movements()

    result = await container.application.movements.movements("30d", 5, None)

    assert numbers(result.risers) == [(2, 399, 200, 99.5), (1, 200, 100, 100.0)]


async def test_a_corrected_past_corrects_the_movement(
    container: Container, deliver: Deliver, observed: Observe, imported: Imported
) -> None:
    await deliver(imported(1), *series(observed, 1, (60, 100), (30, 200), (0, 400)))
    await container.application.refresh_movements()
    await deliver(observed(1, 30, 350, hour=5))
    await container.application.refresh_movements()

    result = await container.application.movements.movements("30d", 5, None)

    assert result.risers == []
    assert numbers(result.fallers) == [(1, 50, 250, -80.0)]


async def test_the_audience_of_another_region_has_no_effect(
    container: Container, deliver: Deliver, observed: Observe, imported: Imported
) -> None:
    await deliver(
        imported(1),
        *series(observed, 1, (61, 100), (31, 200), (1, 400)),
        *[observed(1, days_ago, 7_000, region="US") for days_ago in (60, 30, 0)],
        imported(2),
        *[observed(2, days_ago, 900 - days_ago, region="US") for days_ago in (60, 30, 0)],
    )
    await container.application.refresh_movements()

    result = await container.application.movements.movements("30d", 5, None)

    assert numbers(result.risers) == [(1, 200, 100, 100.0)]
    assert result.fallers == []


async def test_short_windows_have_hardly_a_tolerance(
    container: Container, deliver: Deliver, observed: Observe, imported: Imported
) -> None:
    await deliver(
        imported(1),
        *series(observed, 1, (15, 100), (14, 110), (7, 200), (2, 300), (1, 310), (0, 400)),
        imported(2),
        *series(observed, 2, (15, 100), (8, 200), (3, 300), (1, 310), (0, 400)),
        imported(3),
        *series(observed, 3, (16, 100), (7, 200), (0, 400)),
    )
    await container.application.refresh_movements()
    movements = container.application.movements.movements

    assert numbers((await movements("7d", 5, None)).risers) == [(1, 200, 90, 122.2), (2, 200, 100, 100.0)]
    assert numbers((await movements("1d", 5, None)).risers) == [(1, 90, 10, 800.0)]


async def test_longer_windows_have_a_larger_tolerance_and_their_own_lists(
    container: Container, deliver: Deliver, observed: Observe, imported: Imported
) -> None:
    await deliver(
        imported(1),
        *series(observed, 1, (744, 100), (379, 200), (0, 400)),
        imported(2, kind="show"),
        *series(observed, 2, (189, 1000), (99, 2000), (0, 2100), kind="show"),
    )
    await container.application.refresh_movements()
    movements = container.application.movements.movements

    assert numbers((await movements("365d", 5, None)).risers) == [(1, 200, 100, 100.0)]
    assert numbers((await movements("90d", 5, None)).fallers) == [(2, 100, 1000, -90.0)]
    assert (await movements("90d", 5, "movie")).fallers == []
    assert len((await movements("90d", 5, "show")).fallers) == 1
    assert (await movements("30d", 5, None)).shortage is not None


async def test_a_title_appears_when_its_import_arrives(
    container: Container, deliver: Deliver, observed: Observe, imported: Imported
) -> None:
    await deliver(*series(observed, 1, (60, 100), (30, 200), (0, 400)))
    await container.application.refresh_movements()
    unnamed = await container.application.movements.movements("30d", 5, None)

    await deliver(imported(1))
    named = await container.application.movements.movements("30d", 5, None)

    assert unnamed.risers == []
    assert [item.title.facts.name for item in named.risers if item.title.facts] == ["movie 1"]


async def test_an_observation_that_arrives_during_a_refresh_is_not_missed(
    container: Container, deliver: Deliver, observed: Observe, imported: Imported, urls: DatabaseUrls
) -> None:
    await deliver(imported(1), *series(observed, 1, (60, 100), (30, 200), (0, 400)))
    consumer = await asyncpg.connect(urls.app)
    try:
        async with consumer.transaction():
            await consumer.execute("select from titles for update")
            skipped = await container.application.refresh_movements()
        assert skipped == 0, "a title that a consumer holds is left for the next round"
        assert await container.application.refresh_movements() == 1
    finally:
        await consumer.close()


async def test_concurrent_refreshes_share_the_work(
    container: Container, deliver: Deliver, observed: Observe, imported: Imported
) -> None:
    titles = range(1, 41)
    await deliver(*[imported(number) for number in titles])
    for number in titles:
        await deliver(*series(observed, number, (60, 100), (30, 200), (0, 300 + number)))

    done = await asyncio.gather(*(container.application.refresh_movements() for _ in range(3)))
    result = await container.application.movements.movements("30d", 50, None)

    assert sum(done) == 40
    assert [item.movement.delta for item in result.risers] == list(range(40, 0, -1))


async def test_the_worker_refreshes_periodically(
    container: Container, deliver: Deliver, observed: Observe, imported: Imported
) -> None:
    await deliver(imported(1), *series(observed, 1, (60, 100), (30, 200), (0, 400)))
    [task] = [background for background in container.backgrounds() if background.name == "movements"]

    async def appeared() -> bool:
        return bool((await container.application.movements.movements("30d", 5, None)).risers)

    running = asyncio.create_task(task.run())
    await wait_until(appeared, what="a riser")
    await task.stop()
    await running


FILL = """
insert into titles (media_id, kind, tmdb_id, facts_version, name, stale)
select md5('title' || n)::uuid, case when n % 3 = 0 then 'show' else 'movie' end, n, 1, 'Title ' || n, true
from generate_series(1, 2000) n;
insert into daily_signals (media_id, day, signal, source, region, value, observed_at, backfilled)
select md5('title' || n)::uuid, current_date - back, 2, 1, 'global',
       100000 - back * (n % 97) - case when back > 30 then (back - 30) * (n % 53 - 26) else 0 end, now(), true
from generate_series(1, 2000) n, generate_series(0, 60) back;
"""


async def test_a_request_reads_only_the_rollup(container: Container, urls: DatabaseUrls) -> None:
    connection = await asyncpg.connect(urls.owner)
    for days_ago in range(61):
        await connection.execute("select ensure_partition('daily_signals', $1)", TODAY - timedelta(days=days_ago))
    await connection.execute(FILL)
    assert await container.application.refresh_movements() == 2000
    await connection.execute("analyze titles; analyze movements; analyze movement_windows; analyze daily_signals")
    with executed_reads(container.runtime.reads) as executed:
        result = await container.application.movements.movements("30d", 5, None)
    await connection.close()

    [plan] = [await generic_plan(urls.app, *read) for read in executed]
    assert relations(plan) == {"movement_windows", "movements", "titles"}
    assert "ix_movements_strongest" in indexes(plan)
    assert len(result.risers) == 5
    assert result.shortage is None
