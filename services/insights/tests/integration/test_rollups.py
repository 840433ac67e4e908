"""Daily values rolled up by week and month, and the deletion of old months."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import asyncpg
import pytest

from chassis.messaging.transaction import UnitsOfWork
from chassis.testing.clock import NOON, FixedClock
from contracts.identity import media_id
from contracts.ingestion import SignalsCollectedV1
from devstack.testing.pytest_plugin import DatabaseUrls
from insights.application.signals.rollups import DeleteOldSignals
from insights.bootstrap import Container
from insights.domain.signals.retention import Retention
from insights.infrastructure.signals.rollups import SqlRollUpWork

pytestmark = pytest.mark.integration

TODAY = NOON.date()
Observe = Callable[..., SignalsCollectedV1]
Deliver = Callable[..., Awaitable[list[str]]]
Rows = Callable[[str], Awaitable[list[tuple[Any, ...]]]]

WEEKS = "select week, signal, days_observed, minimum, maximum, mean, first, last from weekly_signals order by 1, 2"
MONTHS = "select month, signal, days_observed, minimum, maximum, mean, first, last from monthly_signals order by 1, 2"
MARKS = "select week from stale_weeks order by week"


def on(day: date) -> int:
    return (TODAY - day).days


async def test_weeks_begin_on_monday_and_say_how_many_days_were_observed(
    container: Container, deliver: Deliver, observed: Observe, rows: Rows
) -> None:
    sunday, monday = date(2026, 11, 1), date(2026, 10, 26)
    await deliver(
        observed(1, on(monday), 100),
        observed(1, on(date(2026, 10, 28)), 130),
        observed(1, on(sunday), 115, live=4),
        observed(1, on(date(2026, 11, 2)), 0),
    )

    assert await container.application.roll_up_signals() == 2

    assert await rows(WEEKS) == [
        (monday, 1, 1, 4, 4, 4, 4, 4),
        (monday, 2, 3, 100, 130, 115, 100, 115),
        (date(2026, 11, 2), 2, 1, 0, 0, 0, 0, 0),
    ]
    assert await rows(MONTHS) == [
        (date(2026, 10, 1), 2, 2, 100, 130, 115, 100, 130),
        (date(2026, 11, 1), 1, 1, 4, 4, 4, 4, 4),
        (date(2026, 11, 1), 2, 2, 0, 115, 57.5, 115, 0),
    ]
    assert await container.application.roll_up_signals() == 0, "no week is marked"


async def test_only_weeks_with_new_values_are_computed_again(
    container: Container, deliver: Deliver, observed: Observe, rows: Rows
) -> None:
    await deliver(observed(1, 14, 10, hour=5), observed(1, 0, 40), observed(2, 0, 7))
    await container.application.roll_up_signals()
    await deliver(observed(1, 14, 12, hour=4), observed(1, 13, 14), observed(1, 0, 40))

    assert await rows(MARKS) == [(date(2026, 11, 2),)], "an older observation of a day changes nothing"
    assert await container.application.roll_up_signals() == 1

    assert sorted(row[:6] for row in await rows(WEEKS)) == [
        (date(2026, 11, 2), 2, 2, 10, 14, 12),
        (date(2026, 11, 16), 2, 1, 7, 7, 7),
        (date(2026, 11, 16), 2, 1, 40, 40, 40),
    ]


async def test_a_value_that_arrives_during_a_computation_is_not_missed(
    container: Container, deliver: Deliver, observed: Observe, rows: Rows
) -> None:
    await deliver(observed(1, 0, 10))
    units = UnitsOfWork(container.runtime.transactions, SqlRollUpWork)
    async with units.begin() as work:
        weeks = await work.claim_weeks(10)
        assert weeks == [(media_id("movie", 1), date(2026, 11, 16))]
        assert await container.application.roll_up_signals() == 0, "another replica skips the title"
        arriving = asyncio.ensure_future(deliver(observed(1, 1, 20)))
        await asyncio.sleep(0.2)
        assert not arriving.done(), "the consumer waits for the title"
        await work.roll_up(weeks)
    await arriving

    assert await container.application.roll_up_signals() == 1
    assert [row[2:5] for row in await rows(WEEKS)] == [(2, 10, 20)]


async def partitions(urls: DatabaseUrls) -> set[str]:
    connection = await asyncpg.connect(urls.owner)
    names = await connection.fetch(
        "select relname::text from pg_class where relispartition and relname like '%_signals_20__\\___'"
    )
    await connection.close()
    return {row[0] for row in names}


async def test_old_months_are_deleted_after_they_were_rolled_up(
    container: Container, deliver: Deliver, observed: Observe, rows: Rows, urls: DatabaseUrls
) -> None:
    now = datetime.combine(datetime.now(UTC).date(), time(12), UTC)
    delete = DeleteOldSignals(
        UnitsOfWork(container.runtime.transactions, SqlRollUpWork), FixedClock(now), Retention(500, 30)
    )
    old, kept = now.date() - timedelta(days=600), now.date() - timedelta(days=400)
    await deliver(observed(1, on(old), 5, backfill=True), observed(1, on(kept), 6, backfill=True))

    await delete()
    assert f"daily_signals_{old:%Y_%m}" in await partitions(urls), "its week is not computed yet"
    await container.application.roll_up_signals()
    months = await rows(MONTHS)
    await delete()

    names = await partitions(urls)
    assert f"daily_signals_{old:%Y_%m}" not in names
    assert f"daily_signals_{kept:%Y_%m}" in names
    assert f"hourly_signals_{now:%Y_%m}" in names
    assert await rows("select day, value from daily_signals") == [(kept, 6)]
    assert await rows(MONTHS) == months
    assert [row[2:4] for row in months] == [(1, 5), (1, 6)]


async def test_the_last_week_is_never_deleted(urls: DatabaseUrls) -> None:
    connection = await asyncpg.connect(urls.app)
    try:
        with pytest.raises(asyncpg.InvalidParameterValueError, match="last week"):
            await connection.execute("select drop_partitions('daily_signals', current_date - 3)")
        with pytest.raises(asyncpg.InvalidParameterValueError, match="titles has no partitions"):
            await connection.execute("select drop_partitions('titles', '2001-01-01')")
    finally:
        await connection.close()
