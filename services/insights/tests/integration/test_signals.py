"""Signals in, one row per series and day out: in any order, each once, and in the partition of their month."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import asyncpg
import pytest

from chassis.testing.clock import NOON, FixedClock
from chassis.testing.records import feed
from contracts.event import Event, encode
from contracts.identity import media_id
from contracts.ingestion import PercentRating, Rating, Ratings, SignalsCollectedV1
from devstack.testing.pytest_plugin import CreateDatabase, DatabaseUrls
from insights.bootstrap import Container, build
from insights.settings import Settings

pytestmark = pytest.mark.integration

TODAY = NOON.date()
DAYS = "select day, region, signal, source, value from daily_signals order by day, region, signal, source"
HOURS = "select hour, value from hourly_signals order by hour"
Rows = Callable[[str], Awaitable[list[tuple[Any, ...]]]]


def observations_of_three_days(observed: Callable[..., SignalsCollectedV1]) -> Sequence[Event]:
    return [
        observed(1, day, 1000 - 10 * day + hour, hour=hour, live=hour * 3 % 7, popularity=5.0 + hour)
        for day in range(3)
        for hour in range(4)
    ] + [observed(1, 1, 7, hour=9, backfill=True, popularity=99.0), observed(1, 40, 600, backfill=True)]


async def test_any_order_with_duplicates_ends_in_the_same_rows(
    create_database: CreateDatabase, observed: Callable[..., SignalsCollectedV1]
) -> None:
    messages = [encode(event, "test") for event in observations_of_three_days(observed)]
    states = []
    for seed in range(4):
        urls = await create_database("insights")
        container = build(Settings(database_url=urls.app, kafka_bootstrap="127.0.0.1:1"), clock=FixedClock())
        order = random.Random(seed).sample(messages + messages[:5], len(messages) + 5)
        for start in range(0, len(order), 4):
            batch = order[start : start + 4]
            assert not await feed(container.routes(), container.runtime.transactions, *batch)
        await container.runtime.engine.dispose()
        connection = await asyncpg.connect(urls.app)
        states.append([tuple(row) for row in await connection.fetch(DAYS)])
        await connection.close()

    assert states[0] == states[1] == states[2] == states[3]
    assert states[0] == [
        (TODAY - timedelta(days=40), "global", 2, 1, 600),
        *(
            (TODAY - timedelta(days=days_ago), "global", signal, source, value)
            for days_ago, total in ((2, 983), (1, 993), (0, 1003))
            for signal, source, value in ((1, 1, 6), (2, 1, total), (4, 2, 8.0))
        ),
    ]


async def test_each_region_has_its_own_rows(
    deliver: Callable[..., Awaitable[list[str]]], rows: Rows, observed: Callable[..., SignalsCollectedV1]
) -> None:
    await deliver(observed(1, 0, 500), observed(1, 0, 40, region="US"))

    assert await rows(DAYS) == [(TODAY, "US", 2, 1, 40), (TODAY, "global", 2, 1, 500)]


async def test_each_value_is_stored_with_its_signal_and_source(
    deliver: Callable[..., Awaitable[list[str]]], rows: Rows, observed: Callable[..., SignalsCollectedV1]
) -> None:
    event = observed(1, 0, 500, hour=9, live=0, popularity=1.5).model_copy(update={"total_plays": 700})
    await deliver(event, observed(1, 0, hour=9, live=4))

    assert await rows(DAYS) == [
        (TODAY, "global", 1, 1, 4),
        (TODAY, "global", 2, 1, 500),
        (TODAY, "global", 3, 1, 700),
        (TODAY, "global", 4, 2, 1.5),
    ]
    assert await rows(HOURS) == [(datetime.combine(TODAY, time(9), UTC), 4)]


async def test_an_observation_without_values_stores_no_row(
    deliver: Callable[..., Awaitable[list[str]]], rows: Rows, observed: Callable[..., SignalsCollectedV1]
) -> None:
    assert await deliver(observed(1, 0)) == []

    assert await rows(DAYS) == []


async def test_ratings_and_votes_are_stored_per_source(
    deliver: Callable[..., Awaitable[list[str]]], rows: Rows, observed: Callable[..., SignalsCollectedV1]
) -> None:
    ratings = Ratings(
        tmdb=Rating(rating=7.8, votes=13_950), imdb=Rating(rating=8.0), rotten_tomatoes=PercentRating(rating=83)
    )

    await deliver(observed(1, 0).model_copy(update={"ratings": ratings}))

    assert await rows(DAYS) == [
        (TODAY, "global", 5, 2, 13_950),
        (TODAY, "global", 6, 2, 7.8),
        (TODAY, "global", 6, 3, 8.0),
        (TODAY, "global", 6, 6, 83),
    ]


async def test_only_the_event_of_an_impossible_day_is_rejected(
    deliver: Callable[..., Awaitable[list[str]]], rows: Rows, observed: Callable[..., SignalsCollectedV1]
) -> None:
    far = observed(2, 0, 5).model_copy(update={"day": date(9999, 12, 31)})
    ancient = observed(3, 0, 5).model_copy(update={"day": date(1895, 12, 28)})

    assert await deliver(observed(1, 0, 10), far, ancient) == ["day_out_of_range", "day_out_of_range"]

    assert [row[4] for row in await rows(DAYS)] == [10]


async def test_an_older_day_creates_its_partition(
    deliver: Callable[..., Awaitable[list[str]]], rows: Rows, observed: Callable[..., SignalsCollectedV1]
) -> None:
    await deliver(observed(1, 800, 5, backfill=True), observed(1, 0, 50))

    day = TODAY - timedelta(days=800)
    assert await rows(f"select day, value from daily_signals_{day:%Y_%m}") == [(day, 5)]


async def test_a_partition_created_concurrently_is_created_once(
    container: Container, observed: Callable[..., SignalsCollectedV1], rows: Rows
) -> None:
    batches = [[encode(observed(number, 700 + number, 5, backfill=True), "test")] for number in range(8)]
    consumer = container.routes()

    letters = await asyncio.gather(*(feed(consumer, container.runtime.transactions, *batch) for batch in batches))

    assert letters == [[]] * 8
    assert await rows("select count(*) from daily_signals") == [(8,)]


async def test_the_second_creator_waits_for_the_partition(urls: DatabaseUrls) -> None:
    first, second = await asyncpg.connect(urls.app), await asyncpg.connect(urls.app)
    try:
        lock = first.transaction()
        await lock.start()
        await first.execute("select ensure_partition('daily_signals', '2011-05-17')")
        waiting = asyncio.create_task(second.execute("select ensure_partition('daily_signals', '2011-05-18')"))
        await asyncio.sleep(0.1)
        assert not waiting.done()
        await lock.commit()
        await waiting
        assert await second.fetchval("select count(*) from daily_signals_2011_05") == 0
    finally:
        await first.close()
        await second.close()


async def test_a_new_partition_does_not_block_other_months(urls: DatabaseUrls) -> None:
    maker, other = await asyncpg.connect(urls.app), await asyncpg.connect(urls.app)
    try:
        async with maker.transaction():
            await maker.execute("select ensure_partition('daily_signals', '2011-05-17')")
            await other.execute("set lock_timeout = '200ms'")
            await other.execute(
                "insert into daily_signals (media_id, day, signal, source, region, value, observed_at, backfilled)"
                " values (gen_random_uuid(), $1, 1, 1, 'global', 3, now(), false)",
                TODAY,
            )
            assert await other.fetchval("select count(*) from daily_signals") == 1
    finally:
        await maker.close()
        await other.close()


async def test_the_next_months_are_prepared(container: Container, urls: DatabaseUrls) -> None:
    owner = await asyncpg.connect(urls.owner)
    names = (
        "select relname::text from pg_class where relispartition and relkind = 'r'"
        " and relname like '%_signals_%' order by relname"
    )
    clock = FixedClock(datetime.now(UTC))
    await container.months.prepare(container.runtime.engine, clock)
    prepared = [row[0] for row in await owner.fetch(names)]
    month = clock.now().date().replace(day=1)
    for _ in range(3):
        month = (month + timedelta(days=31)).replace(day=1)
    last = f"{month:%Y_%m}"
    assert [name[-7:] for name in prepared].count(last) == 2
    await owner.execute(f"drop table daily_signals_{last}")

    for _ in range(2):
        await container.months.prepare(container.runtime.engine, clock)

    assert [row[0] for row in await owner.fetch(names)] == prepared
    await owner.close()


async def test_the_role_of_the_service_may_only_create_partitions(urls: DatabaseUrls) -> None:
    connection = await asyncpg.connect(urls.app)
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("create table insights.mine (id int)")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("drop table daily_signals")
        with pytest.raises(asyncpg.DatetimeFieldOverflowError):
            await connection.execute("select ensure_partition('daily_signals', '9999-12-31')")
    finally:
        await connection.close()


async def test_observed_at_may_be_of_any_zone(
    deliver: Callable[..., Awaitable[list[str]]], rows: Rows, observed: Callable[..., SignalsCollectedV1]
) -> None:
    first = observed(1, 0, 10, hour=5)
    kyiv = datetime.fromisoformat(datetime.combine(TODAY, time(6)).isoformat() + "+02:00")
    earlier = observed(1, 0, 99).model_copy(update={"observed_at": kyiv})
    assert media_id("movie", 1) == first.media_id

    await deliver(first, earlier)

    assert [row[4] for row in await rows(DAYS)] == [10]
