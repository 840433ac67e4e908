"""Services of users are published when they change, again on request, and end with a tombstone."""

from typing import Any
from uuid import UUID

import orjson
import pytest
from services.catalog.tests.integration.conftest import Catalog
from sqlalchemy import select

from catalog.application.discovery import services
from catalog.infrastructure.tables import outbox
from chassis.testing.clock import NOON
from contracts.auth import UserDeletedV1
from contracts.catalog import UserServicesChangedV1

pytestmark = pytest.mark.integration

ADA, BEN = UUID(int=0xADA), UUID(int=0xBE)


async def put(catalog: Catalog, user: UUID, region: str, *numbers: int, status: int = 200) -> None:
    body = {"region": region, "providerIds": numbers}
    response = await catalog.client.put("/api/v1/catalog/my/services", json=body, headers=catalog.tokens.bearer(user))
    assert response.status_code == status, response.text


async def published(catalog: Catalog) -> list[tuple[str, dict[str, Any] | None]]:
    """Return the key and body of each event of services; the body of a tombstone is null."""
    query = select(outbox.c.key, outbox.c.body).where(outbox.c.topic == UserServicesChangedV1.topic)
    async with catalog.container.runtime.transactions.read() as connection:
        rows = await connection.execute(query.order_by(outbox.c.id))
        return [(row.key.decode(), orjson.loads(row.body) if row.body else None) for row in rows]


async def test_every_change_is_published_with_a_newer_version(catalog: Catalog) -> None:
    await put(catalog, ADA, "us", 337, 8, 8)
    await put(catalog, ADA, "PL")
    await put(catalog, ADA, "US", 0, status=400)

    first, second = await published(catalog)
    bodies = [body or {} for _, body in (first, second)]
    assert (first[0], second[0]) == (str(ADA), str(ADA))
    assert [(body["userId"], body["region"], body["providerIds"]) for body in bodies] == [
        (str(ADA), "US", [8, 337]),
        (str(ADA), "PL", []),
    ]
    assert bodies[1]["version"] == bodies[0]["version"] + 1, "the clock of the test stands still"
    assert bodies[0]["changedAt"] == "2026-11-21T12:00:00Z"


async def test_services_are_published_again_with_their_versions(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "ANNOUNCED", 1)
    for user in (BEN, ADA):
        await put(catalog, user, "US", 8)
    before = await published(catalog)

    assert await catalog.container.application.announce_services() == 2

    assert (await published(catalog))[2:] == before, "in the order of the ids of users"


async def test_a_tombstone_follows_the_services_of_a_deleted_user(catalog: Catalog) -> None:
    for user in (ADA, BEN):
        await put(catalog, user, "US", 8)

    for version in (1, 2):
        await catalog.apply(UserDeletedV1(version=version, user_id=ADA, deleted_at=NOON))
    await put(catalog, ADA, "US", 9)

    assert [key for key, body in await published(catalog) if body is None] == [str(ADA)]
    assert len(await published(catalog)) == 3
