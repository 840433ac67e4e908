"""Airings and releases that trigger when their time has come."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from services.library.tests.integration.triggers.support import (
    ANN,
    BEN,
    CIM,
    MOVIE,
    SHOW,
    Deliver,
    Triggered,
    aired,
    changed,
    prefers,
    season,
    summary,
)

from chassis.messaging.transaction import UnitsOfWork
from chassis.testing.clock import NOON, FixedClock
from contracts.ingestion import Release
from library.application.subscriptions.evaluation import TriggerDue
from library.bootstrap import Container
from library.infrastructure.unit_of_work import SqlUnitOfWork

pytestmark = pytest.mark.integration


def due_at(container: Container, instant: datetime) -> TriggerDue:
    return TriggerDue(UnitsOfWork(container.runtime.transactions, SqlUnitOfWork), FixedClock(instant), "US")


async def test_an_episode_triggers_when_its_instant_has_come_and_not_again_when_it_is_observed(
    subscribe: Callable[..., Awaitable[None]], deliver: Deliver, triggered: Triggered, container: Container
) -> None:
    await subscribe(SHOW, "new_episode")
    await subscribe(SHOW, "new_season", BEN)
    airs_at = NOON + timedelta(days=3)
    await deliver(season(1, {1: airs_at, 2: airs_at + timedelta(days=7), 3: None}))

    assert await due_at(container, airs_at - timedelta(seconds=1))() == 0
    assert await due_at(container, airs_at)() == 2
    assert await due_at(container, airs_at + timedelta(minutes=1))() == 0
    await deliver(changed(observed_at=airs_at + timedelta(hours=5), episodes_aired=(aired(6, 1, airs_at=airs_at),)))

    assert sorted(await summary(triggered)) == [(1, "new_episode", "episode:6x01"), (2, "new_season", "premiere:6")]
    event = (await triggered())[0]
    assert (event["occurredAt"], event["payload"]["episodeTitle"]) == ("2026-11-24T12:00:00Z", "Part 1")


async def test_an_airing_that_was_moved_triggers_at_its_new_time_only(
    subscribe: Callable[..., Awaitable[None]], deliver: Deliver, triggered: Triggered, container: Container
) -> None:
    await subscribe(SHOW, "new_episode")
    first, moved = NOON + timedelta(days=3), NOON + timedelta(days=5)
    await deliver(season(2, {1: moved}))
    await deliver(season(1, {1: first}))

    assert await due_at(container, first)() == 0
    assert await due_at(container, moved)() == 1


async def test_a_newer_version_without_an_airing_withdraws_it(
    subscribe: Callable[..., Awaitable[None]], deliver: Deliver, container: Container
) -> None:
    await subscribe(SHOW, "new_episode")
    airs_at = NOON + timedelta(days=3)
    await deliver(season(1, {1: airs_at}))
    await deliver(season(2, {1: None}))

    assert await due_at(container, airs_at)() == 0


async def test_a_release_triggers_when_its_day_begins_where_the_user_is(
    subscribe: Callable[..., Awaitable[None]],
    deliver: Deliver,
    triggered: Triggered,
    container: Container,
    imported: Callable[..., Any],
) -> None:
    await deliver(
        prefers(ANN, preferred_region="US", time_zone="America/New_York"),
        prefers(BEN, preferred_region="US", time_zone="Pacific/Auckland"),
        prefers(CIM, preferred_region="PL", time_zone="nonsense"),
    )
    for user in (ANN, BEN, CIM, UUID(int=4)):
        await subscribe(MOVIE, "release", user)
    await subscribe(MOVIE, "release", UUID(int=4), region="KR")
    day = date(2026, 11, 27)
    releases = (
        Release(region="US", type="theatrical", date=day),
        Release(region="US", type="premiere", date=date(2026, 11, 1)),
        Release(region="US", type="theatrical", date=date(2026, 12, 24)),
        Release(region="KR", type="digital", date=date(2026, 11, 25)),
        Release(region="KR", type="limited", date=date(2026, 10, 1)),
    )
    await deliver(
        imported(603, kind="movie", version=2, theatrical_release_date=day, releases=releases, release_date=day)
    )

    async def users_at(day: int, hour: int, minute: int) -> list[int]:
        before = len(await triggered())
        await due_at(container, datetime(2026, 11, day, hour, minute, tzinfo=UTC))()
        return [user for user, _, _ in (await summary(triggered))[before:]]

    assert await users_at(24, 23, 59) == []
    assert await users_at(25, 0, 0) == [4], "of its own region, and not of the others"
    assert await users_at(26, 10, 59) == []
    assert await users_at(26, 11, 0) == [2], "the day begins in Auckland"
    assert await users_at(27, 0, 0) == [3], "Poland has no day of its own, and the time zone is unknown"
    assert await users_at(27, 4, 59) == []
    assert await users_at(27, 5, 0) == [1]
    assert await users_at(28, 12, 0) == []
    assert {key for _, _, key in await summary(triggered)} == {
        "release:theatrical:2026-11-27",
        "release:digital:2026-11-25",
    }


async def test_past_dates_are_deleted(
    subscribe: Callable[..., Awaitable[None]], deliver: Deliver, container: Container
) -> None:
    airs_at = NOON + timedelta(days=3)
    await subscribe(SHOW, "new_episode")
    await deliver(season(1, {1: airs_at}))

    await due_at(container, airs_at + timedelta(days=5))()

    async with UnitsOfWork(container.runtime.transactions, SqlUnitOfWork).begin() as work:
        assert await work.upcoming.due([airs_at.date()]) == []
