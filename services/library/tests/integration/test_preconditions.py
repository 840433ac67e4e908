"""Preconditions of writes: If-Match rejects stale writes, Idempotency-Key repeats the first response."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio
from sqlalchemy import func, select

from chassis.messaging.transaction import UnitsOfWork
from chassis.testing.clock import NOON
from chassis.testing.tokens import Tokens
from contracts.identity import media_id
from library.bootstrap import Container
from library.infrastructure.tables import stored_responses
from library.infrastructure.unit_of_work import SqlUnitOfWork
from library.infrastructure.users.responses import SqlStoredResponses

pytestmark = pytest.mark.integration

SHOW = media_id("show", 1396)
ENTRY = f"/api/v1/user-media/{SHOW}"
PublishedEvents = Callable[[], Awaitable[list[dict[str, Any]]]]


@pytest_asyncio.fixture(autouse=True)
async def titles(deliver: Callable[..., Awaitable[None]], imported: Callable[..., Any]) -> None:
    await deliver(imported(1396))


async def test_a_stale_write_is_rejected(
    client: httpx2.AsyncClient, me: dict[str, str], published_events: PublishedEvents
) -> None:
    first = await client.patch(ENTRY, json={"state": "planned"}, headers=me)
    seen = {**me, "If-Match": first.headers["etag"]}
    second = await client.patch(ENTRY, json={"rating": 5}, headers=seen)

    stale = [
        await client.patch(ENTRY, json={"rating": 6}, headers=seen),
        await client.put(ENTRY, json={"state": "dropped"}, headers=seen),
        await client.delete(ENTRY, headers=seen),
    ]
    either = await client.patch(
        ENTRY, json={"rating": 7}, headers={**me, "If-Match": f"{first.headers['etag']}, {second.headers['etag']}"}
    )

    assert second.status_code == 200
    assert [(response.status_code, response.json()["error"]["code"]) for response in stale] == [
        (412, "PRECONDITION_FAILED")
    ] * 3
    assert either.json()["data"]["rating"] == 7
    assert len(await published_events()) == 3


@pytest.mark.parametrize("tag", ["*", '"1"', '"other"'])
async def test_no_tag_matches_a_missing_entry(client: httpx2.AsyncClient, me: dict[str, str], tag: str) -> None:
    response = await client.patch(ENTRY, json={"state": "planned"}, headers={**me, "If-Match": tag})

    assert response.status_code == 412


async def test_a_star_matches_any_entry(client: httpx2.AsyncClient, me: dict[str, str]) -> None:
    await client.patch(ENTRY, json={"state": "planned"}, headers=me)

    assert (await client.delete(ENTRY, headers={**me, "If-Match": "*"})).status_code == 204


async def test_a_malformed_tag_is_rejected(client: httpx2.AsyncClient, me: dict[str, str]) -> None:
    response = await client.patch(ENTRY, json={"state": "planned"}, headers={**me, "If-Match": "17"})

    assert (response.status_code, response.json()["error"]["code"]) == (400, "VALIDATION_ERROR")


async def test_a_repeated_write_gets_the_first_response(
    client: httpx2.AsyncClient, me: dict[str, str], published_events: PublishedEvents
) -> None:
    once = {**me, "Idempotency-Key": "k1"}
    first = await client.patch(ENTRY, json={"state": "planned", "progress": {"season": 1, "episode": 2}}, headers=once)
    await client.patch(ENTRY, json={"state": "dropped", "rating": 3}, headers=me)

    again = await client.patch(ENTRY, json={"state": "planned", "progress": {"season": 1, "episode": 2}}, headers=once)

    assert again.json() == first.json()
    assert again.headers["etag"] == first.headers["etag"]
    assert (await client.get(ENTRY, headers=me)).json()["data"]["state"] == "dropped"
    assert len(await published_events()) == 2


async def test_the_same_key_at_the_same_time_writes_once(
    client: httpx2.AsyncClient, me: dict[str, str], published_events: PublishedEvents
) -> None:
    once = {**me, "Idempotency-Key": "k1"}

    responses = await asyncio.gather(*(client.patch(ENTRY, json={"state": "planned"}, headers=once) for _ in range(5)))

    assert len({response.text for response in responses}) == 1
    assert len(await published_events()) == 1


async def test_a_repeated_removal_removes_once(
    client: httpx2.AsyncClient, me: dict[str, str], published_events: PublishedEvents
) -> None:
    once = {**me, "Idempotency-Key": "k1"}
    await client.patch(ENTRY, json={"state": "planned"}, headers=me)
    await client.delete(ENTRY, headers=once)
    await client.patch(ENTRY, json={"state": "watching"}, headers=me)

    again = await client.delete(ENTRY, headers=once)

    assert again.status_code == 204
    assert (await client.get(ENTRY, headers=me)).json()["data"]["state"] == "watching"
    assert len(await published_events()) == 3


async def test_a_key_belongs_to_one_request_of_one_user(
    client: httpx2.AsyncClient, me: dict[str, str], tokens: Tokens
) -> None:
    once = {"Idempotency-Key": "k1"}
    await client.patch(ENTRY, json={"state": "planned"}, headers={**me, **once})

    other_body = await client.patch(ENTRY, json={"state": "dropped"}, headers={**me, **once})
    other_method = await client.delete(ENTRY, headers={**me, **once})
    other_user = await client.patch(ENTRY, json={"state": "dropped"}, headers={**tokens.bearer(UUID(int=8)), **once})

    for rejected in (other_body, other_method):
        assert (rejected.status_code, rejected.json()["error"]["code"]) == (409, "IDEMPOTENCY_KEY_REUSED")
    assert other_user.json()["data"]["state"] == "dropped"


async def test_a_rejected_write_stores_no_response(client: httpx2.AsyncClient, me: dict[str, str]) -> None:
    once = {**me, "Idempotency-Key": "k1"}
    rejected = await client.patch(ENTRY, json={"notes": "Later"}, headers=once)
    await client.patch(ENTRY, json={"state": "planned"}, headers=me)

    assert rejected.status_code == 400
    assert (await client.patch(ENTRY, json={"notes": "Later"}, headers=once)).json()["data"]["notes"] == "Later"


async def test_a_response_is_stored_for_a_day(
    container: Container, client: httpx2.AsyncClient, me: dict[str, str]
) -> None:
    await client.patch(ENTRY, json={"state": "planned"}, headers={**me, "Idempotency-Key": "k1"})
    transactions = container.runtime.transactions

    async def count() -> int:
        async with transactions.read() as connection:
            return await connection.scalar(select(func.count()).select_from(stored_responses)) or 0

    await container.application.delete_expired_responses()
    assert await count() == 1
    later = NOON + timedelta(hours=25)
    async with UnitsOfWork(transactions, SqlUnitOfWork).begin() as work:
        assert await work.responses.find(UUID(int=7), "k1", later) is None
        assert await work.responses.find(UUID(int=7), "k1", later - timedelta(hours=2)) is not None
    await SqlStoredResponses(transactions).delete_expired(later)
    assert await count() == 0


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "é"])
async def test_a_malformed_key_is_rejected(client: httpx2.AsyncClient, me: dict[str, str], key: str) -> None:
    headers = [(name.encode(), value.encode("latin-1")) for name, value in {**me, "Idempotency-Key": key}.items()]
    response = await client.patch(ENTRY, json={"state": "planned"}, headers=headers)

    assert (response.status_code, response.json()["error"]["code"]) == (400, "VALIDATION_ERROR")
