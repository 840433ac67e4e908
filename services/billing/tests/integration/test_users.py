"""Users who register and whose accounts are deleted."""

from typing import Any
from uuid import UUID

import orjson
import pytest
from sqlalchemy import text

from billing.bootstrap import Container
from billing.infrastructure.unit_of_work import SqlUnitOfWork
from billing.presentation.consumers import routes
from chassis.testing.clock import NOON
from chassis.testing.records import feed
from contracts.auth import UserDeletedV1, UserRegisteredV1
from contracts.event import Event, encode

pytestmark = pytest.mark.integration

USER, OTHER = UUID(int=1), UUID(int=2)
REGISTERED = UserRegisteredV1(version=1, user_id=USER, registered_at=NOON)
DELETED = UserDeletedV1(version=2, user_id=USER, deleted_at=NOON)


async def _feed(container: Container, *events: Event) -> None:
    messages = [encode(event, "auth") for event in events]
    rejected = await feed(routes(container.application, SqlUnitOfWork), container.runtime.transactions, *messages)
    assert rejected == []


async def _published(container: Container) -> list[tuple[str, dict[str, Any] | None]]:
    """Return the key and the body of each event in the outbox; null for a tombstone."""
    async with container.runtime.engine.connect() as connection:
        rows = await connection.execute(text("select key, body from outbox order by id"))
        return [(bytes(row.key).decode(), orjson.loads(row.body) if row.body else None) for row in rows]


async def test_new_user_has_the_free_plan_and_repetitions_change_nothing(container: Container) -> None:
    await _feed(container, REGISTERED)
    await _feed(container, REGISTERED.model_copy(update={"version": 3}))

    [(key, body)] = await _published(container)
    assert key == str(USER)
    assert body is not None
    assert body["plan"] == "free"
    assert body["status"] == "none"
    assert body["version"] == 1
    assert body["entitlements"] == {"deviceLimit": 4, "concurrentStreams": 1, "rateClass": "free"}
    assert body["validUntil"] is None


async def test_deleted_user_leaves_a_tombstone_and_does_not_come_back(container: Container) -> None:
    await _feed(container, REGISTERED)
    await _feed(container, DELETED)
    await _feed(container, REGISTERED.model_copy(update={"version": 4}))

    published = await _published(container)
    assert [body is None for _, body in published] == [False, True]


async def test_deletion_before_the_registration_is_final(container: Container) -> None:
    await _feed(container, DELETED)
    await _feed(container, REGISTERED)

    assert [body for _, body in await _published(container)] == [None]


async def test_other_users_keep_what_they_have(container: Container) -> None:
    await _feed(container, REGISTERED, REGISTERED.model_copy(update={"user_id": OTHER}))
    await _feed(container, DELETED)

    async with container.runtime.engine.connect() as connection:
        rows = await connection.execute(text("select user_id from holders where erased_at is null"))
        assert list(rows.scalars()) == [OTHER]
