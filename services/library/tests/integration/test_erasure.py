"""An erased user has no data, and can store none."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import asyncpg
import httpx2
import pytest
import pytest_asyncio
from sqlalchemy import select

from chassis.testing.clock import NOON
from chassis.testing.tokens import Tokens
from contracts.auth import UserDeletedV1
from contracts.catalog import UserServicesChangedV1
from contracts.identity import media_id
from contracts.library import LibraryChangedV1
from library.bootstrap import Container
from library.infrastructure.tables import outbox, users

pytestmark = pytest.mark.integration

ERASED, STAYS = UUID(int=7), UUID(int=8)
PublishedEvents = Callable[[], Awaitable[list[dict[str, Any]]]]
Deliver = Callable[..., Awaitable[None]]
DELETED = UserDeletedV1(version=1, user_id=ERASED, deleted_at=NOON)


@pytest_asyncio.fixture(autouse=True)
async def entries(client: httpx2.AsyncClient, tokens: Tokens, deliver: Deliver, imported: Callable[..., Any]) -> None:
    await deliver(*[imported(number) for number in (1, 2, 3)])
    for user in (ERASED, STAYS):
        for number in (1, 2, 3):
            await client.patch(
                f"/api/v1/user-media/{media_id('show', number)}",
                json={"state": "planned", "notes": "secret"},
                headers={**tokens.bearer(user), "Idempotency-Key": f"k{number}"},
            )
        await client.delete(f"/api/v1/user-media/{media_id('show', 3)}", headers=tokens.bearer(user))


async def test_every_entry_is_deleted_and_published_as_removed(
    deliver: Deliver, published_events: PublishedEvents, container: Container
) -> None:
    before = await published_events()
    await deliver(DELETED)
    await deliver(DELETED.model_copy(update={"version": 2}))

    events = (await published_events())[len(before) :]
    assert sorted((event["userId"], event["tmdbId"], event["removed"]) for event in events) == [
        (str(ERASED), 1, True),
        (str(ERASED), 2, True),
    ]
    versions = {(event["userId"], event["tmdbId"]): event["version"] for event in before}
    assert all(event["version"] > versions[event["userId"], event["tmdbId"]] for event in events)
    connection = await asyncpg.connect(container.runtime.settings.database_url.get_secret_value())
    counts = [
        await connection.fetchval(f"select count(*) from {table} where user_id = $1", user)
        for table in ("entries", "stored_responses")
        for user in (ERASED, STAYS)
    ]
    await connection.close()
    assert counts == [0, 3, 0, 3]


async def test_a_tombstone_follows_every_entry_also_the_removed_one(deliver: Deliver, container: Container) -> None:
    await deliver(DELETED)

    async with container.runtime.transactions.read() as connection:
        rows = (
            await connection.execute(
                select(outbox.c.key, outbox.c.body)
                .where(outbox.c.topic != LibraryChangedV1.topic)
                .order_by(outbox.c.id)
            )
        ).all()
    last = {row.key.decode(): row.body for row in rows}
    ids = [media_id("show", number) for number in (1, 2, 3)]
    assert {key for key, body in last.items() if not body} == {f"{ERASED}:{title}" for title in ids}
    assert all(last[f"{STAYS}:{title}"] for title in ids)


async def test_services_are_forgotten_and_not_stored_again(deliver: Deliver, container: Container) -> None:
    def stored(user: UUID, version: int) -> UserServicesChangedV1:
        return UserServicesChangedV1(version=version, user_id=user, region="US", provider_ids=(8,), changed_at=NOON)

    await deliver(stored(ERASED, 1), stored(STAYS, 1))
    await deliver(DELETED)
    await deliver(stored(ERASED, 2))

    columns = users.c
    async with container.runtime.transactions.read() as connection:
        rows = await connection.execute(
            select(columns.services_version, columns.services_region, columns.provider_ids).order_by(columns.user_id)
        )
        assert [tuple(row) for row in rows] == [(None, None, None), (1, "US", [8])]


async def test_a_token_that_is_still_valid_is_rejected(
    deliver: Deliver, client: httpx2.AsyncClient, tokens: Tokens, published_events: PublishedEvents
) -> None:
    await deliver(DELETED)
    before = await published_events()
    path = f"/api/v1/user-media/{media_id('show', 1)}"

    responses = [
        await client.patch(path, json={"state": "planned"}, headers=tokens.bearer(ERASED)),
        await client.patch(path, json={"state": "planned"}, headers={**tokens.bearer(ERASED), "Idempotency-Key": "k1"}),
        await client.delete(path, headers=tokens.bearer(ERASED)),
    ]

    assert [(response.status_code, response.json()["error"]["code"]) for response in responses] == [
        (403, "ACCOUNT_ERASED")
    ] * 3
    assert await published_events() == before


async def test_concurrent_writes_are_erased_too(
    deliver: Deliver, client: httpx2.AsyncClient, tokens: Tokens, container: Container
) -> None:
    path = f"/api/v1/user-media/{media_id('show', 1)}"
    writes = [
        client.patch(path, json={"state": "watching", "rating": number}, headers=tokens.bearer(ERASED))
        for number in range(15)
    ]

    await asyncio.gather(*writes[:8], deliver(DELETED), *writes[8:])

    item = await container.application.entries.item(ERASED, media_id("show", 1))
    assert item is None
