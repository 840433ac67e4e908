"""Airings that are announced to subscribers before they happen."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import pytest
import pytest_asyncio
from services.library.tests.integration.triggers.support import ANN, BEN, SHOW, Deliver, Triggered, season
from sqlalchemy import delete, select

from chassis.messaging.transaction import UnitsOfWork
from chassis.testing.clock import NOON, FixedClock
from contracts.auth import UserDeletedV1
from library.application.subscriptions.announcing import AnnounceUpcoming
from library.application.subscriptions.commands import ChangeSubscription
from library.bootstrap import Container
from library.domain.subscriptions.upcoming import ANNOUNCED_BEFORE
from library.infrastructure.tables import READ_MODEL, announced_episodes
from library.infrastructure.unit_of_work import SqlUnitOfWork

pytestmark = pytest.mark.integration

AIRS_AT: Final = NOON + timedelta(days=3)
Subscribe = Callable[..., Awaitable[None]]


def announcing_at(container: Container, instant: datetime = NOON) -> AnnounceUpcoming:
    return AnnounceUpcoming(UnitsOfWork(container.runtime.transactions, SqlUnitOfWork), FixedClock(instant))


@pytest.fixture
def announce(container: Container) -> AnnounceUpcoming:
    return announcing_at(container)


@pytest_asyncio.fixture
async def an_announced_airing(subscribe: Subscribe, deliver: Deliver, announce: AnnounceUpcoming) -> None:
    """Let Ann subscribe to a show with one episode ahead, which is announced."""
    await subscribe(SHOW, "new_episode")
    await deliver(season(1, {1: AIRS_AT}))
    assert await announce() == 1


async def announced(triggered: Triggered) -> list[tuple[int, int, str | None]]:
    return [
        (UUID(event["userId"]).int, event["episode"], event["airsAt"])
        for event in await triggered()
        if "announcedAt" in event
    ]


async def test_an_airing_is_announced_eight_days_ahead_once_over_all_replicas(
    subscribe: Subscribe, deliver: Deliver, triggered: Triggered, container: Container
) -> None:
    await subscribe(SHOW, "new_episode")
    await subscribe(SHOW, "new_episode", BEN)
    await subscribe(SHOW, "status_changed", UUID(int=4))
    await deliver(season(1, {1: AIRS_AT, 2: AIRS_AT + timedelta(days=7), 3: None}))
    before, first = AIRS_AT - ANNOUNCED_BEFORE - timedelta(seconds=1), AIRS_AT - ANNOUNCED_BEFORE

    assert await announcing_at(container, before)() == 0
    counts = await asyncio.gather(*(announcing_at(container, first)() for _ in range(3)))
    assert await announcing_at(container, AIRS_AT)() == 2, "the next episode"

    assert sum(counts) == 2
    assert await announced(triggered) == [
        (1, 1, "2026-11-24T12:00:00Z"),
        (2, 1, "2026-11-24T12:00:00Z"),
        (1, 2, "2026-12-01T12:00:00Z"),
        (2, 2, "2026-12-01T12:00:00Z"),
    ]
    event = (await triggered())[0]
    assert (event["title"], event["slug"], event["episodeTitle"]) == ("Breaking Bad", "breaking-bad", "Part 1")


async def test_the_first_episode_of_a_season_is_announced_to_those_who_subscribe_to_seasons(
    subscribe: Subscribe, deliver: Deliver, triggered: Triggered, announce: AnnounceUpcoming
) -> None:
    await subscribe(SHOW, "new_season")
    await subscribe(SHOW, "new_episode", BEN)
    await deliver(season(1, {1: AIRS_AT, 2: AIRS_AT}))
    assert await announce() == 3
    assert await announced(triggered) == [
        (1, 1, "2026-11-24T12:00:00Z"),
        (2, 1, "2026-11-24T12:00:00Z"),
        (2, 2, "2026-11-24T12:00:00Z"),
    ]

    await deliver(season(2, {1: None, 2: AIRS_AT}))
    assert await announce() == 2

    assert (await announced(triggered))[3:] == [(1, 1, None), (2, 1, None)]
    triggers = {UUID(event["userId"]): event["trigger"] for event in await triggered()}
    assert triggers == {ANN: "new_season", BEN: "new_episode"}


async def test_a_moved_airing_is_announced_again_and_one_that_is_gone_is_withdrawn(
    subscribe: Subscribe, deliver: Deliver, triggered: Triggered, announce: AnnounceUpcoming
) -> None:
    await subscribe(SHOW, "new_episode")
    await deliver(season(1, {1: AIRS_AT, 2: AIRS_AT}))
    await announce()

    await deliver(season(2, {1: AIRS_AT + timedelta(hours=1), 2: AIRS_AT}))
    await announce()
    await deliver(season(3, {1: None, 2: AIRS_AT + timedelta(days=30)}))
    await announce()
    await announce()

    assert (await announced(triggered))[2:] == [(1, 1, "2026-11-24T13:00:00Z"), (1, 1, None), (1, 2, None)]
    revisions = [event["revision"] for event in await triggered() if event["episode"] == 1]
    assert revisions == sorted(set(revisions))


@pytest.mark.usefixtures("an_announced_airing")
async def test_a_past_airing_is_not_withdrawn_and_its_row_is_deleted_a_month_later(container: Container) -> None:
    assert await announcing_at(container, AIRS_AT)() == 0
    assert await announcing_at(container, AIRS_AT + timedelta(days=31))() == 0
    async with container.runtime.transactions.read() as connection:
        assert (await connection.execute(select(announced_episodes))).all() == []


@pytest.mark.usefixtures("an_announced_airing")
async def test_the_end_of_a_subscription_withdraws_what_was_announced(
    triggered: Triggered, container: Container, announce: AnnounceUpcoming
) -> None:
    await container.application.subscriptions.unsubscribe(ChangeSubscription(ANN, SHOW, "new_episode"))

    assert await announce() == 1
    assert await announced(triggered) == [(1, 1, "2026-11-24T12:00:00Z"), (1, 1, None)]


@pytest.mark.usefixtures("an_announced_airing")
async def test_a_read_model_that_is_empty_for_a_replay_withdraws_nothing(
    deliver: Deliver, container: Container, announce: AnnounceUpcoming
) -> None:
    async with container.runtime.transactions.begin() as transaction:
        for table in READ_MODEL:
            await transaction.connection.execute(delete(table))

    assert await announce() == 0
    await deliver(season(1, {1: AIRS_AT}))
    assert await announce() == 0


@pytest.mark.usefixtures("an_announced_airing")
async def test_an_erased_user_leaves_no_announcement(
    deliver: Deliver, triggered: Triggered, container: Container, announce: AnnounceUpcoming
) -> None:
    published: list[dict[str, Any]] = await triggered()

    await deliver(UserDeletedV1(version=2, user_id=ANN, deleted_at=NOON))

    assert await announce() == 0
    assert len(await triggered()) == len(published)
    async with container.runtime.transactions.read() as connection:
        assert (await connection.execute(select(announced_episodes))).all() == []
