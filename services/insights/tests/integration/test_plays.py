"""Plays of our own users: counted per title and day, of groups that are large enough, and erased with the user."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio
from services.insights.tests.integration.play_events import deleted, group, play

from chassis.messaging.transaction import UnitsOfWork
from chassis.testing.clients import client_for
from chassis.testing.clock import NOON
from contracts.identity import media_id
from contracts.ingestion import MediaImportedV1
from insights.api import create_api
from insights.bootstrap import Container
from insights.domain.plays.play import DatedPlay
from insights.infrastructure.plays.counting import SqlPlayCountWork
from insights.infrastructure.plays.writing import SqlPlayWork

pytestmark = pytest.mark.integration

TODAY = NOON.date()
TITLE = media_id("movie", 1)
VALUES = "select day, value from daily_signals where signal = 8 and source = 4 order by day"
Imported = Callable[..., MediaImportedV1]
Deliver = Callable[..., Awaitable[list[str]]]
Rows = Callable[[str], Awaitable[list[tuple[Any, ...]]]]


@pytest_asyncio.fixture
async def client(container: Container) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_for(create_api(container)) as client:
        yield client


async def test_a_day_of_a_large_group_has_the_number_of_its_plays(
    container: Container, deliver: Deliver, imported: Imported, rows: Rows, client: httpx2.AsyncClient
) -> None:
    again = play(1, days_ago=1, number=99)
    assert await deliver(imported(1, title="Dune"), *group(20, 1), again, *group(19, 0)) == []
    assert await container.application.count_plays() == 2
    await container.application.roll_up_signals()

    query = {"signal": "plays", "from": (TODAY - timedelta(days=1)).isoformat()}
    data = (await client.get(f"/api/v1/insights/titles/{TITLE}/series", params=query)).json()["data"]

    assert (data["signal"], data["source"], data["unit"]) == ("plays", "marquee", "plays")
    assert [entry["value"] for entry in data["title"]["entries"]] == [21.0, None], "19 users are too few"
    assert await rows("select week, days_observed, last from weekly_signals where signal = 8") == [
        (TODAY - timedelta(days=TODAY.weekday()), 1, 21)
    ]
    assert await container.application.count_plays() == 0, "no day is marked"


async def test_too_few_users_are_a_reason_and_no_number(
    container: Container, deliver: Deliver, imported: Imported, client: httpx2.AsyncClient
) -> None:
    await deliver(imported(1), *(play(1, number=number) for number in range(50)))
    await container.application.count_plays()

    response = await client.get(f"/api/v1/insights/titles/{TITLE}/series?signal=plays")

    title = response.json()["data"]["title"]
    assert (response.status_code, title["reason"]["code"]) == (200, "NO_OBSERVATIONS")
    assert {entry["value"] for entry in title["entries"]} == {None}


async def test_a_retraction_and_a_correction_count_again(
    container: Container, deliver: Deliver, imported: Imported, rows: Rows
) -> None:
    day = TODAY - timedelta(days=2)
    await deliver(imported(1), *group(21, 2))
    await container.application.count_plays()
    await container.application.roll_up_signals()
    assert await rows(VALUES) == [(day, 21)]

    await deliver(play(1, 2, number=12, retracted=True))
    await container.application.count_plays()
    assert await rows(VALUES) == [(day, 20)]

    await deliver(play(2, 3, number=12))
    await container.application.count_plays()
    assert await rows(VALUES) == [], "19 users are left on the day, and one on the day before"
    assert await container.application.roll_up_signals() == 1
    assert await rows("select * from weekly_signals where signal = 8") == []


async def test_a_deleted_user_leaves_no_play_also_of_later_events(
    container: Container, deliver: Deliver, imported: Imported, rows: Rows
) -> None:
    await deliver(imported(1), *group(20))
    await container.application.count_plays()
    assert await deliver(deleted(3)) == []
    await deliver(play(3, number=500))
    await container.application.count_plays()

    assert await rows(VALUES) == []
    assert await rows(f"select count(*) from user_plays where user_id = '{UUID(int=3)}'") == [(0,)]
    assert await rows("select * from erased_users") == [(UUID(int=3),)]


async def test_plays_of_an_unknown_title_are_counted_when_it_is_known(
    container: Container, deliver: Deliver, imported: Imported, rows: Rows
) -> None:
    await deliver(*group(20))
    assert await container.application.count_plays() == 0
    assert await rows("select count(*) from stale_plays") == [(1,)]

    await deliver(imported(1))
    assert await container.application.count_plays() == 1
    assert await rows(VALUES) == [(TODAY, 20)]


async def test_a_play_that_arrives_during_a_count_is_not_missed(
    container: Container, deliver: Deliver, imported: Imported, rows: Rows
) -> None:
    await deliver(imported(1), *group(20))
    units = UnitsOfWork(container.runtime.transactions, partial(SqlPlayCountWork, months=container.months))
    async with units.begin() as work:
        [count] = await work.claim(10)
        assert (count.plays, count.users) == (20, 20)
        assert await container.application.count_plays() == 0, "another replica skips the title"
        arriving = asyncio.ensure_future(deliver(play(21)))
        await asyncio.sleep(0.2)
        assert not arriving.done(), "the consumer waits for the mark"
        await work.save([(count, 20)], TODAY - timedelta(days=800), NOON)
    await arriving

    assert await container.application.count_plays() == 1
    assert await rows(VALUES) == [(TODAY, 21)]


async def test_a_count_waits_for_plays_that_are_not_committed(
    container: Container, deliver: Deliver, imported: Imported, rows: Rows
) -> None:
    await deliver(imported(1), *group(20))
    async with UnitsOfWork(container.runtime.transactions, SqlPlayWork).begin() as work:
        await container.application.record_plays(work, [DatedPlay(UUID(int=21), UUID(int=1), TITLE, TODAY)])
        counting = asyncio.ensure_future(container.application.count_plays())
        await asyncio.sleep(0.2)
        assert not counting.done(), "the mark is locked"

    assert await counting == 1
    assert await rows(VALUES) == [(TODAY, 21)]


async def test_old_plays_are_deleted_and_their_counts_stay(
    container: Container, deliver: Deliver, imported: Imported, rows: Rows
) -> None:
    await deliver(imported(1), *group(20, 700), *group(20, 1))
    await container.application.count_plays()
    units = UnitsOfWork(container.runtime.transactions, partial(SqlPlayCountWork, months=container.months))
    async with units.begin() as work:
        await work.delete_before(TODAY - timedelta(days=500))

    assert await rows("select distinct day from user_plays") == [(TODAY - timedelta(days=1),)]
    assert await rows(VALUES) == [(TODAY - timedelta(days=days), 20) for days in (700, 1)]
    await container.application.delete_old_plays()
    assert await rows("select count(*) from user_plays") == [(20,)]


async def test_own_plays_rise_like_any_signal(
    container: Container, deliver: Deliver, imported: Imported, client: httpx2.AsyncClient
) -> None:
    usual = [event for days_ago in range(7, 35) for event in group(20, days_ago)]
    more = [event for days_ago in range(7) for event in group(60, days_ago)]
    await deliver(imported(1, title="Dune"), *usual, *more)
    await container.application.count_plays()
    await container.application.refresh_movements()
    await container.application.refresh_changes()

    data = (await client.get("/api/v1/insights/movers?signal=plays&window=7d")).json()["data"]

    assert [(item["title"], item["stats"]["current"], item["stats"]["expected"]) for item in data["risers"]] == [
        ("Dune", 60.0, 20.0)
    ]
