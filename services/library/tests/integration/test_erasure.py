"""An erased viewer leaves nothing behind, and nothing comes back."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import httpx2
import pytest
import pytest_asyncio

from chassis.testing.tokens import Tokens
from contracts.auth import UserDeletedV1
from contracts.identity import media_id
from library.bootstrap import Container

pytestmark = pytest.mark.integration

GONE, STAYS = UUID(int=7), UUID(int=8)
Told = Callable[[], Awaitable[list[dict[str, Any]]]]
Take = Callable[..., Awaitable[None]]
DELETED = UserDeletedV1(version=1, user_id=GONE, deleted_at=datetime.now(UTC))


@pytest_asyncio.fixture(autouse=True)
async def shelves(client: httpx2.AsyncClient, tokens: Tokens, take: Take, imported: Callable[..., Any]) -> None:
    await take(*[imported(number) for number in (1, 2, 3)])
    for viewer in (GONE, STAYS):
        for number in (1, 2, 3):
            await client.patch(
                f"/api/v1/user-media/{media_id('show', number)}",
                json={"state": "planned", "notes": "secret"},
                headers={**tokens.bearer(viewer), "Idempotency-Key": f"k{number}"},
            )
        await client.delete(f"/api/v1/user-media/{media_id('show', 3)}", headers=tokens.bearer(viewer))


async def test_nothing_stays_and_every_entry_is_told_as_removed(take: Take, told: Told, container: Container) -> None:
    before = await told()
    await take(DELETED)
    await take(DELETED.model_copy(update={"version": 2}))

    events = (await told())[len(before) :]
    assert sorted((event["userId"], event["tmdbId"], event["removed"]) for event in events) == [
        (str(GONE), 1, True),
        (str(GONE), 2, True),
    ]
    versions = {(event["userId"], event["tmdbId"]): event["version"] for event in before}
    assert all(event["version"] > versions[event["userId"], event["tmdbId"]] for event in events)
    connection = await asyncpg.connect(container.runtime.settings.database_url.get_secret_value())
    counts = [
        await connection.fetchval(f"select count(*) from {table} where user_id = $1", viewer)
        for table in ("entries", "answers")
        for viewer in (GONE, STAYS)
    ]
    await connection.close()
    assert counts == [0, 3, 0, 3]


async def test_a_token_that_still_lives_writes_nothing_more(
    take: Take, client: httpx2.AsyncClient, tokens: Tokens, told: Told
) -> None:
    await take(DELETED)
    before = await told()
    path = f"/api/v1/user-media/{media_id('show', 1)}"

    refused = [
        await client.patch(path, json={"state": "planned"}, headers=tokens.bearer(GONE)),
        await client.patch(path, json={"state": "planned"}, headers={**tokens.bearer(GONE), "Idempotency-Key": "k1"}),
        await client.delete(path, headers=tokens.bearer(GONE)),
    ]

    assert [(answer.status_code, answer.json()["error"]["code"]) for answer in refused] == [(403, "ACCOUNT_ERASED")] * 3
    assert await told() == before


async def test_writes_under_way_are_erased_too(
    take: Take, client: httpx2.AsyncClient, tokens: Tokens, container: Container
) -> None:
    path = f"/api/v1/user-media/{media_id('show', 1)}"
    writes = [
        client.patch(path, json={"state": "watching", "rating": number}, headers=tokens.bearer(GONE))
        for number in range(15)
    ]

    await asyncio.gather(*writes[:8], take(DELETED), *writes[8:])

    item = await container.application.shelf.item(GONE, media_id("show", 1))
    assert item is None
