"""From signals to risers and fallers: nearest earlier snapshots, only where both ends are known, rollup alone."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from chassis.testing.clock import NOON
from chassis.testing.kafka import wait_until
from contracts.event import Event
from contracts.ingestion import MediaImportedV1, SignalsCollectedV1
from devstack.pytest_plugin import DatabaseUrls
from insights.application.readings import MovedTitle
from insights.bootstrap import Container
from insights.infrastructure.queries import MOVEMENTS

pytestmark = pytest.mark.integration

TODAY = NOON.date()
LookAt = Callable[..., SignalsCollectedV1]
Imported = Callable[..., MediaImportedV1]
Take = Callable[..., Awaitable[list[str]]]


def numbers(moved: list[MovedTitle]) -> list[tuple[int, int, int, float | None]]:
    return [
        (item.title.tmdb_id, item.movement.growth_current, item.movement.growth_prev, item.movement.delta_percent)
        for item in moved
    ]


def series(look_at: LookAt, tmdb_id: int, *ends: tuple[int, int], kind: str = "movie") -> list[Event]:
    return [look_at(tmdb_id, days_ago, total, kind=kind, backfill=days_ago > 0) for days_ago, total in ends]


async def test_risers_and_fallers_by_hand_computed_numbers(
    container: Container, take: Take, look_at: LookAt, imported: Imported
) -> None:
    await take(
        *[imported(number) for number in (1, 2, 3, 4)],
        *series(look_at, 1, (60, 500), (30, 700), (0, 1000)),
        *series(look_at, 2, (60, 500), (30, 900), (0, 1000)),
        *series(look_at, 3, (60, 100), (30, 100), (0, 150)),
        *series(look_at, 4, (60, 0), (30, 1000), (0, 1901)),
    )

    assert await container.application.refresh_movements() == 4
    found = await container.application.movements.movements("30d", 5, None)

    assert numbers(found.risers) == [(1, 300, 200, 50.0), (3, 50, 0, None)]
    assert numbers(found.fallers) == [(2, 100, 400, -75.0)]
    assert (found.as_of, found.data_since) == (TODAY, TODAY - timedelta(days=60))
    assert await container.application.refresh_movements() == 0, "nothing is left to do"


async def test_an_end_may_be_some_days_earlier_but_not_too_many(
    container: Container, take: Take, look_at: LookAt, imported: Imported
) -> None:
    await take(
        *[imported(number) for number in range(1, 8)],
        *series(look_at, 1, (63, 100), (33, 200), (0, 400)),
        *series(look_at, 2, (64, 100), (33, 200), (0, 400)),
        *series(look_at, 3, (63, 100), (34, 200), (0, 400)),
        *series(look_at, 4, (59, 100), (29, 200), (0, 400)),
        *series(look_at, 5, (63, 100), (62, 130), (33, 200), (31, 250), (29, 300), (0, 400)),
        *series(look_at, 6, (63, 100), (33, 200), (3, 400)),
        *series(look_at, 7, (64, 100), (34, 200), (4, 400)),
    )
    await container.application.refresh_movements()

    found = await container.application.movements.movements("30d", 50, None)

    assert sorted(numbers(found.risers)) == [(1, 200, 100, 100.0), (5, 150, 120, 25.0), (6, 200, 100, 100.0)]
    assert found.fallers == []


async def test_a_snapshot_without_watchers_is_no_end(
    container: Container, take: Take, look_at: LookAt, imported: Imported
) -> None:
    await take(
        imported(1),
        *series(look_at, 1, (60, 100), (31, 250), (1, 400)),
        look_at(1, 30, popularity=5.0),
        look_at(1, 0, popularity=5.0),
    )
    await container.application.refresh_movements()

    found = await container.application.movements.movements("30d", 5, None)

    assert found.risers == []
    assert found.shortage is not None
    assert found.as_of == TODAY - timedelta(days=1)


async def test_a_title_seen_last_days_ago_leaves_when_others_move_on(
    container: Container, take: Take, look_at: LookAt, imported: Imported
) -> None:
    await take(imported(1), imported(2), *series(look_at, 1, (65, 100), (35, 200), (5, 400)))
    await container.application.refresh_movements()
    before = await container.application.movements.movements("30d", 5, None)

    await take(*series(look_at, 2, (1, 10)))
    await container.application.refresh_movements()
    after = await container.application.movements.movements("30d", 5, None)

    assert [item.title.tmdb_id for item in before.risers] == [1]
    assert (before.as_of, after.as_of) == (TODAY - timedelta(days=5), TODAY - timedelta(days=1))
    assert after.risers == []


async def test_todays_first_snapshots_make_nobody_vanish(
    container: Container, take: Take, look_at: LookAt, imported: Imported
) -> None:
    await take(
        imported(1),
        imported(2),
        *series(look_at, 1, (61, 100), (31, 200), (1, 400)),
        *series(look_at, 2, (61, 100), (60, 101), (31, 300), (30, 301), (1, 600)),
    )
    await take(look_at(2, 0, 700))
    await container.application.refresh_movements()

    found = await container.application.movements.movements("30d", 5, None)

    assert numbers(found.risers) == [(2, 399, 200, 99.5), (1, 200, 100, 100.0)]


async def test_a_corrected_past_corrects_the_movement(
    container: Container, take: Take, look_at: LookAt, imported: Imported
) -> None:
    await take(imported(1), *series(look_at, 1, (60, 100), (30, 200), (0, 400)))
    await container.application.refresh_movements()
    await take(look_at(1, 30, 350, hour=5))
    await container.application.refresh_movements()

    found = await container.application.movements.movements("30d", 5, None)

    assert found.risers == []
    assert numbers(found.fallers) == [(1, 50, 250, -80.0)]


async def test_another_regions_audience_moves_nothing(
    container: Container, take: Take, look_at: LookAt, imported: Imported
) -> None:
    await take(
        imported(1),
        *series(look_at, 1, (61, 100), (31, 200), (1, 400)),
        *[look_at(1, days_ago, 7_000, region="US") for days_ago in (60, 30, 0)],
        imported(2),
        *[look_at(2, days_ago, 900 - days_ago, region="US") for days_ago in (60, 30, 0)],
    )
    await container.application.refresh_movements()

    found = await container.application.movements.movements("30d", 5, None)

    assert numbers(found.risers) == [(1, 200, 100, 100.0)]
    assert found.fallers == []


async def test_longer_windows_have_more_patience_and_lists_of_their_own(
    container: Container, take: Take, look_at: LookAt, imported: Imported
) -> None:
    await take(
        imported(1),
        *series(look_at, 1, (744, 100), (379, 200), (0, 400)),
        imported(2, kind="show"),
        *series(look_at, 2, (189, 1000), (99, 2000), (0, 2100), kind="show"),
    )
    await container.application.refresh_movements()
    ask = container.application.movements.movements

    assert numbers((await ask("365d", 5, None)).risers) == [(1, 200, 100, 100.0)]
    assert numbers((await ask("90d", 5, None)).fallers) == [(2, 100, 1000, -90.0)]
    assert (await ask("90d", 5, "movie")).fallers == []
    assert len((await ask("90d", 5, "show")).fallers) == 1
    assert (await ask("30d", 5, None)).shortage is not None


async def test_a_title_without_a_name_waits_for_its_import(
    container: Container, take: Take, look_at: LookAt, imported: Imported
) -> None:
    await take(*series(look_at, 1, (60, 100), (30, 200), (0, 400)))
    await container.application.refresh_movements()
    unnamed = await container.application.movements.movements("30d", 5, None)

    await take(imported(1))
    named = await container.application.movements.movements("30d", 5, None)

    assert unnamed.risers == []
    assert [item.title.facts.name for item in named.risers if item.title.facts] == ["movie 1"]


async def test_a_look_that_arrives_during_a_refresh_is_not_missed(
    container: Container, take: Take, look_at: LookAt, imported: Imported, urls: DatabaseUrls
) -> None:
    await take(imported(1), *series(look_at, 1, (60, 100), (30, 200), (0, 400)))
    consumer = await asyncpg.connect(urls.app)
    try:
        async with consumer.transaction():
            await consumer.execute("select from titles for update")
            skipped = await container.application.refresh_movements()
        assert skipped == 0, "a title that a consumer holds is left for the next round"
        assert await container.application.refresh_movements() == 1
    finally:
        await consumer.close()


async def test_two_refreshers_share_the_work(
    container: Container, take: Take, look_at: LookAt, imported: Imported
) -> None:
    titles = range(1, 41)
    await take(*[imported(number) for number in titles])
    for number in titles:
        await take(*series(look_at, number, (60, 100), (30, 200), (0, 300 + number)))

    done = await asyncio.gather(*(container.application.refresh_movements() for _ in range(3)))
    found = await container.application.movements.movements("30d", 50, None)

    assert sum(done) == 40
    assert [item.movement.delta for item in found.risers] == list(range(40, 0, -1))


async def test_the_worker_refreshes_by_itself(
    container: Container, take: Take, look_at: LookAt, imported: Imported
) -> None:
    await take(imported(1), *series(look_at, 1, (60, 100), (30, 200), (0, 400)))
    [clockwork] = [task for task in container.backgrounds() if task.name == "movements"]

    async def appeared() -> bool:
        return bool((await container.application.movements.movements("30d", 5, None)).risers)

    running = asyncio.create_task(clockwork.run())
    await wait_until(appeared, what="a riser")
    await clockwork.stop()
    await running


FILL = """
insert into titles (media_id, kind, tmdb_id, facts_version, name, stale)
select md5('title' || n)::uuid, case when n % 3 = 0 then 'show' else 'movie' end, n, 1, 'Title ' || n, true
from generate_series(1, 2000) n;
insert into snapshots (media_id, day, region, total_watchers, total_watchers_at, total_watchers_backfilled)
select md5('title' || n)::uuid, current_date - back, 'global',
       100000 - back * (n % 97) - case when back > 30 then (back - 30) * (n % 53 - 26) else 0 end, now(), true
from generate_series(1, 2000) n, generate_series(0, 60) back;
"""


def relations(plan: dict[str, Any]) -> set[str]:
    found = {plan["Relation Name"]} if "Relation Name" in plan else set()
    for child in plan.get("Plans", []):
        found |= relations(child)
    return found


def indexes(plan: dict[str, Any]) -> set[str]:
    found = {plan["Index Name"]} if "Index Name" in plan else set()
    for child in plan.get("Plans", []):
        found |= indexes(child)
    return found


async def test_a_request_reads_the_rollup_alone(container: Container, urls: DatabaseUrls) -> None:
    connection = await asyncpg.connect(urls.owner)
    for days_ago in range(61):
        await connection.execute("select ensure_partition($1)", TODAY - timedelta(days=days_ago))
    await connection.execute(FILL)
    assert await container.application.refresh_movements() == 2000
    await connection.execute("analyze titles; analyze movements; analyze movement_windows; analyze snapshots")
    compiled = str(
        MOVEMENTS.bindparams(window_days=30, directions=["riser", "faller"], kinds=["movie", "show"], limit=5).compile(
            dialect=container.runtime.engine.dialect, compile_kwargs={"literal_binds": True}
        )
    )

    [row] = await connection.fetch(f"explain (analyze, format json, costs off) {compiled}")
    await connection.close()

    plan = json.loads(row[0])[0]["Plan"]
    assert relations(plan) == {"movement_windows", "movements", "titles"}
    assert "ix_movements_strongest" in indexes(plan)
    found = await container.application.movements.movements("30d", 5, None)
    assert len(found.risers) == 5
    assert found.shortage is None
