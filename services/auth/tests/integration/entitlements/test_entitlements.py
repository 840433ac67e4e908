"""Plans of users, from events to tokens and limits of devices, on Postgres and Kafka."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
import jwt
import pytest
from services.auth.tests.integration.conftest import MakeSettings
from services.auth.tests.integration.entitlements.events import subscription
from sqlalchemy import delete, select

from auth.application.entitlements.applying import ApplyEntitlements
from auth.bootstrap import Container, build
from auth.domain.entitlements.entitlement import Entitlement
from auth.infrastructure.entitlements.repository import SqlEntitlements
from auth.infrastructure.tables import accounts, entitlements
from chassis.runtime.background import Tasks
from chassis.testing.kafka import outgoing, produce, wait_until
from chassis.testing.records import feed
from contracts.billing import SubscriptionChangedV1
from contracts.event import encode
from contracts.topics import PARTITIONS
from devstack.testing.pytest_plugin import DatabaseUrls, MakeTopics

pytestmark = pytest.mark.integration

Register = Callable[..., Awaitable[dict[str, str]]]
TV = {"name": "Television", "kind": "tv"}


def claims(token: str) -> dict[str, Any]:
    decoded: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return decoded


def user_of(tokens: dict[str, str]) -> UUID:
    return UUID(claims(tokens["accessToken"])["sub"])


def bearer(tokens: dict[str, str]) -> dict[str, str]:
    return {"authorization": f"Bearer {tokens['accessToken']}"}


async def deliver(container: Container, *events: SubscriptionChangedV1) -> None:
    messages = [encode(event, "billing") for event in events]
    assert await feed(container.routes(), container.runtime.transactions, *messages) == []


async def add_device(client: httpx2.AsyncClient, tokens: dict[str, str]) -> httpx2.Response:
    return await client.post("/api/v1/auth/devices", json=TV, headers=bearer(tokens))


async def devices(client: httpx2.AsyncClient, tokens: dict[str, str]) -> list[dict[str, Any]]:
    data: list[dict[str, Any]] = (await client.get("/api/v1/auth/devices", headers=bearer(tokens))).json()["data"]
    return data


async def test_tokens_of_every_way_state_the_plan(
    client: httpx2.AsyncClient, register: Register, container: Container
) -> None:
    before = await register("ada_l")
    assert claims(before["accessToken"])["plan"] == "free"
    await deliver(container, subscription(user_of(before), 2, "premium"))

    async def plan_after(path: str, body: dict[str, Any], **options: Any) -> str:
        response = await client.post(f"/api/v1/auth/{path}", json=body, **options)
        assert response.status_code in {200, 201}, response.text
        plan: str = claims(response.json()["data"]["accessToken"])["plan"]
        return plan

    log_in = {"username": "ada_l", "password": "Sesame-0pen"}
    refresh = {"refreshToken": before["refreshToken"]}
    assert await plan_after("refresh", refresh) == "premium"
    assert await plan_after("refresh", refresh) == "premium", "the same successor, which the unit of work returns"
    assert await plan_after("login", log_in) == "premium", "another client, which the unit of work decides on"
    assert await plan_after("login", log_in) == "premium", "the same client, in one statement"
    body = {"name": "Backup", "scopes": ["library:read"]}
    created = await client.post("/api/v1/auth/api-keys", json=body, headers=bearer(before))
    exchanged = await client.post("/internal/api-keys/exchange", json={"key": created.json()["data"]["key"]})
    assert claims(exchanged.json()["accessToken"])["plan"] == "premium"

    past = datetime.now(UTC) - timedelta(seconds=1)
    await deliver(container, subscription(user_of(before), 3, "premium", valid_until=past))
    assert await plan_after("login", log_in) == "free", "it has ended although no event states that"


async def test_a_lowered_limit_refuses_further_devices_and_keeps_those_that_exist(
    client: httpx2.AsyncClient, register: Register, container: Container
) -> None:
    tokens = await register("ada_l")
    await deliver(container, subscription(user_of(tokens), 2, "premium", device_limit=6))
    assert [(await add_device(client, tokens)).status_code for _ in range(7)] == [201] * 6 + [409]
    await deliver(container, subscription(user_of(tokens), 3, "basic", device_limit=2))

    refused = await add_device(client, tokens)

    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "DEVICE_LIMIT_REACHED")
    shown, details = await devices(client, tokens), refused.json()["error"]["details"]
    assert details["limit"] == 2
    assert [device["id"] for device in details["devices"]] == [device["id"] for device in shown]
    assert len(shown) == 6, "no device is removed by a change of the plan"
    current = next(device["id"] for device in shown if device["current"])
    for device in [device["id"] for device in shown if device["id"] != current][:4]:
        await client.delete(f"/api/v1/auth/devices/{device}", headers=bearer(tokens))
    assert (await add_device(client, tokens)).status_code == 409
    last = next(device["id"] for device in await devices(client, tokens) if not device["current"])
    await client.delete(f"/api/v1/auth/devices/{last}", headers=bearer(tokens))
    assert (await add_device(client, tokens)).status_code == 201


async def test_repeated_and_older_events_change_nothing_and_none_is_stored_of_a_deleted_user(
    register: Register, container: Container
) -> None:
    ada, stranger = user_of(await register("ada_l")), uuid4()
    newest = subscription(ada, 5, "standard", device_limit=6)
    await deliver(container, newest, subscription(stranger, 1, "free"))
    await deliver(container, subscription(ada, 4, "premium", device_limit=10), newest, subscription(ada, 1, "free"))

    async with container.runtime.transactions.read() as connection:
        rows = (await connection.execute(select(entitlements))).all()
    assert rows == [(ada, 5, "standard", 6, None)]
    async with container.runtime.transactions.begin() as transaction:
        await transaction.connection.execute(delete(accounts).where(accounts.c.id == ada))
        await transaction.commit()
    await deliver(container, subscription(ada, 6, "premium"))
    async with container.runtime.transactions.read() as connection:
        assert (await connection.execute(select(entitlements))).all() == []


async def test_parallel_batches_end_with_the_newest(register: Register, container: Container) -> None:
    ada, bob = user_of(await register("ada_l")), user_of(await register("bob_x"))

    async def apply(batch: Sequence[Entitlement]) -> None:
        async with container.runtime.transactions.begin() as transaction:
            await ApplyEntitlements()(SqlEntitlements(transaction.connection), batch)
            await transaction.commit()

    await asyncio.gather(
        *(apply([Entitlement(user, version, "basic", version) for user in (bob, ada)]) for version in range(1, 15))
    )

    async with container.runtime.transactions.read() as connection:
        rows = (await connection.execute(select(entitlements.c.account_id, entitlements.c.version))).all()
    assert {row.account_id: row.version for row in rows} == {ada: 14, bob: 14}


async def test_a_change_is_in_effect_soon_and_after_a_restart_of_the_worker(
    client: httpx2.AsyncClient,
    register: Register,
    urls: DatabaseUrls,
    make_settings: MakeSettings,
    kafka_bootstrap: str,
    make_topics: MakeTopics,
) -> None:
    await make_topics(SubscriptionChangedV1.topic, "library.entry.changed", partitions=PARTITIONS)
    tokens = await register("ada_l")
    user_id = user_of(tokens)

    async def limit_is(limit: int) -> bool:
        while (response := await add_device(client, tokens)).status_code == 201:
            pass
        return bool(response.json()["error"]["details"]["limit"] == limit)

    async def publish(version: int, limit: int) -> None:
        event = subscription(user_id, version, "premium", device_limit=limit)
        await produce(kafka_bootstrap, [outgoing(encode(event, "billing"))])

    async def run(version: int, limit: int) -> float:
        worker = build(make_settings(urls, kafka_bootstrap=kafka_bootstrap))
        tasks = Tasks(worker.backgrounds())
        tasks.start()
        try:
            await wait_until(lambda: limit_is(limit - 1), seconds=30, what="what was published before")
            begun = time.monotonic()
            await publish(version, limit)
            await wait_until(lambda: limit_is(limit), seconds=20, every=0.01, what="the changed limit")
            return time.monotonic() - begun
        finally:
            await tasks.stop(10)
            await worker.runtime.reads.close()
            await worker.runtime.engine.dispose()

    await publish(2, 5)
    seconds = [await run(3, 6)]
    await publish(4, 7)
    seconds.append(await run(5, 8))
    print("seconds until the limit of devices changed:", ", ".join(f"{value:.3f}" for value in seconds))
