"""A title with 10,000 subscribers: one statement, each triggered once, also by two replicas at the same time."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, func, insert, select, text

from chassis.testing.clock import NOON
from chassis.testing.kafka import wait_until
from chassis.testing.records import feed
from chassis.testing.statements import statements
from contracts.auth import UserDeletedV1
from contracts.event import encode
from contracts.identity import media_id
from contracts.ingestion import MediaChangedV1
from contracts.ingestion.changes import SeasonAdded, StatusChange
from contracts.library import LibraryChangedV1
from library.bootstrap import Container
from library.domain.subscriptions.subscription import Filter, Subscription
from library.infrastructure.subscriptions.rows import to_subscription_row
from library.infrastructure.tables import outbox, subscription_occurrences, subscriptions
from library.infrastructure.unit_of_work import SqlUnitOfWork
from library.presentation.consumers import routes

pytestmark = pytest.mark.integration

SHOW = media_id("show", 1396)
MANY = 10_000
Deliver = Callable[..., Awaitable[None]]


def found(version: int, **differences: Any) -> MediaChangedV1:
    return MediaChangedV1(
        media_id=SHOW,
        kind="show",
        tmdb_id=1396,
        media_version=version,
        observed_at=NOON + timedelta(hours=version),
        **differences,
    )


async def subscribe(container: Container, count: int) -> None:
    rows = [
        to_subscription_row(
            Subscription(UUID(int=number), UUID(int=number), SHOW, "new_season", Filter(), True, NOON, NOON, NOON)
        )
        for number in range(1, count + 1)
    ]
    async with container.runtime.engine.begin() as connection:
        await connection.execute(insert(subscriptions), rows)


async def users_of(container: Container) -> Counter[str]:
    async with container.runtime.engine.connect() as connection:
        return Counter(
            key.decode()
            for key in await connection.scalars(select(outbox.c.key).where(outbox.c.topic != LibraryChangedV1.topic))
        )


async def apply(container: Container, event: MediaChangedV1) -> None:
    letters = await feed(
        routes(container.application, SqlUnitOfWork), container.runtime.transactions, encode(event, "ingestion")
    )
    assert letters == []


async def test_every_subscriber_is_triggered_once_in_few_statements(container: Container) -> None:
    await subscribe(container, MANY)

    with statements(container.runtime.engine) as sent:
        await apply(container, found(1, seasons_added=(SeasonAdded(number=6),)))
    assert Counter(" ".join(statement.split()[:2]).lower() for statement in sent if "outbox" not in statement) == {
        "begin": 1,
        "insert into": 2,
        "with item": 1,
        "commit": 1,
    }
    assert await users_of(container) == Counter(str(UUID(int=number)) for number in range(1, MANY + 1))


async def test_two_replicas_at_once_trigger_each_subscriber_once(container: Container) -> None:
    await subscribe(container, 500)
    event = found(1, seasons_added=(SeasonAdded(number=6), SeasonAdded(number=7)))

    await asyncio.gather(*(apply(container, event) for _ in range(6)))

    assert await users_of(container) == Counter({str(UUID(int=number)): 2 for number in range(1, 501)})


async def test_ends_and_seasons_at_once_deadlock_nowhere(container: Container) -> None:
    await subscribe(container, 200)
    end = found(2, status=StatusChange(before="Returning Series", after="Ended"))

    await asyncio.gather(
        *(apply(container, event) for event in (end, found(1, seasons_added=(SeasonAdded(number=6),)), end) * 3)
    )

    async with container.runtime.engine.connect() as connection:
        active = await connection.scalar(select(func.count()).where(subscriptions.c.active))
        ends = await connection.scalar(
            select(func.count()).where(subscription_occurrences.c.occurrence == "status:Ended:2026-11")
        )
    assert (active, ends) == (0, 200)


async def test_erasing_a_subscriber_during_a_trigger_leaves_nothing_of_them(
    container: Container, deliver: Deliver
) -> None:
    await subscribe(container, 300)
    erased = [UserDeletedV1(version=1, user_id=UUID(int=number), deleted_at=NOON) for number in range(1, 301, 2)]

    await asyncio.gather(
        apply(container, found(1, seasons_added=(SeasonAdded(number=6),))),
        *(deliver(*erased[start : start + 30]) for start in range(0, len(erased), 30)),
    )

    async with container.runtime.engine.connect() as connection:
        left = set(await connection.scalars(select(subscription_occurrences.c.user_id)))
        remaining = set(await connection.scalars(select(subscriptions.c.user_id)))
    assert left == remaining == {UUID(int=number) for number in range(2, 301, 2)}


async def test_a_trigger_waits_for_an_erasure_in_progress_and_leaves_out_the_user(container: Container) -> None:
    await subscribe(container, 2)

    async def waits() -> bool:
        async with container.runtime.engine.connect() as connection:
            return bool(await connection.scalar(text("select count(*) from pg_locks where not granted")))

    with statements(container.runtime.engine) as sent:
        async with container.runtime.engine.begin() as erasure:
            await erasure.execute(delete(subscriptions).where(subscriptions.c.user_id == UUID(int=1)))
            triggering = asyncio.create_task(apply(container, found(1, seasons_added=(SeasonAdded(number=6),))))
            await wait_until(waits)
        await triggering

    assert sum("with item" in statement for statement in sent) == 1, "the batch was repeated after a failure"
    assert await users_of(container) == Counter({str(UUID(int=2)): 1})
