"""Audience retention: which parts users watched, and what is published of it, on a real Postgres."""

import asyncio
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from services.playback.tests.integration.conftest import USER, Api, outcome
from services.playback.tests.integration.test_quality import playing
from services.playback.tests.measuring import body_of
from services.playback.tests.playing import MEDIA, MINUTES_48
from sqlalchemy import select, text

from chassis.testing.clock import NOON, FixedClock
from chassis.testing.records import feed_events
from contracts.auth import UserDeletedV1
from contracts.playback import RetentionMeasuredV1
from playback.bootstrap import Container
from playback.domain.assets.asset import Asset
from playback.domain.quality.events import Watched
from playback.domain.quality.session import MeasuredSession
from playback.infrastructure.tables import outbox
from playback.infrastructure.unit_of_work import SqlUnitOfWork
from playback.presentation.consumers import routes

pytestmark = pytest.mark.integration

PART: Final = MINUTES_48 // 20
MINUTE: Final = timedelta(minutes=1)


async def published(container: Container) -> list[dict[str, Any]]:
    async with container.runtime.engine.connect() as connection:
        query = select(outbox.c.body).where(outbox.c.topic == RetentionMeasuredV1.topic).order_by(outbox.c.id)
        return [json.loads(body) for body in (await connection.execute(query)).scalars()]


async def watch(container: Container, asset: Asset, users: Sequence[int], parts: int) -> None:
    """Let users watch parts in sessions of their own."""
    for user in users:
        async with container.units.begin() as work:
            session = MeasuredSession(uuid4(), UUID(int=user), asset.id, 1, NOON.date())
            await work.audiences.watched(session, parts)


async def test_a_curve_is_published_for_twenty_users_at_most_once_a_minute(
    container: Container, clock: FixedClock
) -> None:
    asset, _ = await playing(container)
    measure = container.application.measure_audiences
    await watch(container, asset, range(100, 119), 0b11)
    assert await measure() == 1
    assert await published(container) == []
    await watch(container, asset, range(100, 120), 0b1)
    assert await measure() == 0
    clock.instant += MINUTE
    assert await measure() == 1
    assert await measure() == 0
    (event,) = await published(container)
    assert {key: event[key] for key in ("version", "assetId", "assetVersion", "mediaId", "season", "episode")} == {
        "version": 1,
        "assetId": str(asset.id),
        "assetVersion": 1,
        "mediaId": str(MEDIA),
        "season": 2,
        "episode": 5,
    }
    assert (event["users"], event["durationMs"], event["trailer"]) == (20, MINUTES_48, False)
    assert event["parts"][:2] == [
        {"retention": 1.0, "low": 0.8389, "high": 1.0},
        {"retention": 0.95, "low": 0.7639, "high": 0.9911},
    ]
    assert event["parts"][2:] == [{"retention": None, "low": None, "high": None}] * 18
    clock.instant += MINUTE
    await watch(container, asset, range(100, 120), 0b11)
    assert await measure() == 1
    assert [one["version"] for one in await published(container)] == [1, 2]
    clock.instant += MINUTE
    await watch(container, asset, range(100, 120), 0b11)
    assert await measure() == 0


async def test_ranges_of_several_sessions_are_parts_of_one_user(container: Container, api: Api) -> None:
    asset, first = await playing(container)
    _, second = await playing(container)
    await api.request("POST", first, body_of(Watched(0, 0, 0, PART), Watched(1, 0, PART, 2 * PART)))
    await api.request("POST", second, body_of(Watched(0, 0, PART, 3 * PART), Watched(1, 0, 5 * PART, 5 * PART + 9)))
    async with container.units.begin() as work:
        (audience,) = await work.audiences.claim(NOON, 10)
    assert (audience.asset_id, audience.users, audience.watched) == (asset.id, 1, [1, 1, 1, *([0] * 17)])


async def test_a_mark_that_is_set_while_a_curve_is_counted_is_not_lost(container: Container, clock: FixedClock) -> None:
    asset, _ = await playing(container)
    await watch(container, asset, range(100, 120), 0b1)
    session = MeasuredSession(uuid4(), UUID(int=200), asset.id, 1, NOON.date())
    async with container.units.begin() as counting:
        (audience,) = await counting.audiences.claim(NOON, 10)

        async def watched_meanwhile() -> None:
            async with container.units.begin() as work:
                await work.audiences.watched(session, 0b1)

        watching = asyncio.create_task(watched_meanwhile())
        await _waiting(container, watching)
        await counting.audiences.published(audience, None, NOON)
    await watching
    clock.instant += MINUTE
    assert await container.application.measure_audiences() == 1
    assert [event["users"] for event in await published(container)] == [21]


async def _waiting(container: Container, task: asyncio.Task[None]) -> None:
    """Wait until the transaction of a task waits for a lock of another; one that waits for none ends."""
    query = text("select count(*) from pg_locks where not granted")
    while not task.done():
        async with container.runtime.engine.connect() as connection:
            if (await connection.execute(query)).scalar_one():
                return


async def test_erased_users_leave_no_trace_and_a_group_that_became_small_is_withdrawn(
    container: Container, api: Api, clock: FixedClock
) -> None:
    asset, path = await playing(container)
    assert (await api.request("POST", path, body_of(Watched(0, 0, 0, PART)))).status_code == 200
    await watch(container, asset, range(100, 119), 0b1)
    await container.application.measure_audiences()
    assert [event["users"] for event in await published(container)] == [20]
    gone = [UserDeletedV1(version=2, user_id=user, deleted_at=NOON) for user in (USER, UUID(int=999), USER)]
    consumers = routes(container.application, SqlUnitOfWork)
    assert await feed_events(consumers, container.runtime.transactions, *gone) == []
    clock.instant += MINUTE
    assert await container.application.measure_audiences() == 1
    assert [(event["version"], event["users"], event["parts"]) for event in await published(container)][1:] == [
        (2, 0, [])
    ]
    async with container.runtime.engine.connect() as connection:
        for table in ("watched_parts", "quality_sessions"):
            query = text(f"select count(*) from {table} where user_id = :user_id")
            assert (await connection.execute(query, {"user_id": USER})).scalar_one() == 0
    late = await api.request("POST", path, body_of(Watched(1, 0, 0, PART)))
    assert outcome(late) == (404, "PLAYBACK_SESSION_NOT_FOUND")
