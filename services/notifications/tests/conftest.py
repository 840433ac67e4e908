"""A fresh notifications service on the real Postgres, a client of it, and events for it."""

import base64
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio
from services.notifications.tests.channels import SEALED
from services.notifications.tests.clients import client_of
from sqlalchemy import select

from chassis.messaging.transaction import UnitsOfWork
from chassis.testing.clock import NOON, FixedClock
from chassis.testing.records import feed_events
from chassis.testing.tokens import Tokens
from contracts.event import Event
from contracts.identity import media_id
from contracts.library import SubscriptionTriggeredV1, TriggerPayload
from devstack.testing.pytest_plugin import CreateDatabase
from notifications.application.users.updates import ContactUpdate
from notifications.bootstrap import Container, build
from notifications.infrastructure.tables import metadata
from notifications.infrastructure.unit_of_work import SqlUnitOfWork
from notifications.presentation.consumers import routes
from notifications.settings import Settings

USER = UUID(int=0xA1)
NOTICE_KEY = bytes([1]) * 32


class Deliver(Protocol):
    """Delivers events as one batch, of which none may be rejected."""

    def __call__(self, *events: Event) -> Awaitable[None]: ...


Rows = Callable[[str], Awaitable[list[dict[str, Any]]]]
"""Returns the rows of a table."""


class Confirm(Protocol):
    """Stores an address of each user, as confirmed."""

    def __call__(self, *users: UUID, version: int = 1) -> Awaitable[None]: ...


@pytest.fixture(scope="session")
def encryption_key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keys") / "encryption"
    path.write_bytes(base64.b64encode(bytes(32)))
    return path


@pytest.fixture(scope="session")
def notice_key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keys") / "notices"
    path.write_bytes(base64.b64encode(NOTICE_KEY))
    return path


@pytest.fixture
def settings(encryption_key: Path, notice_key: Path) -> dict[str, Any]:
    """Return what every container is built with, besides its database."""
    return {
        "kafka_bootstrap": "127.0.0.1:1",
        "encryption_key_files": (encryption_key,),
        "notice_key_files": (notice_key,),
    }


@pytest_asyncio.fixture
async def container(create_database: CreateDatabase, settings: dict[str, Any]) -> AsyncIterator[Container]:
    urls = await create_database("notifications")
    container = build(Settings(database_url=urls.app, **settings), clock=FixedClock())
    yield container
    await container.runtime.engine.dispose()


@pytest.fixture
def clock(container: Container) -> FixedClock:
    assert isinstance(container.clock, FixedClock)
    return container.clock


@pytest.fixture
def units(container: Container) -> UnitsOfWork[SqlUnitOfWork]:
    return UnitsOfWork(container.runtime.transactions, SqlUnitOfWork)


@pytest.fixture
def confirm(units: UnitsOfWork[SqlUnitOfWork]) -> Confirm:
    async def save(*users: UUID, version: int = 1) -> None:
        sealed = {user: SEALED.seal_email(user, f"{user.int}@example.com") for user in sorted(users)}
        async with units.begin() as work:
            await work.users.save_contacts([ContactUpdate(user, version, sealed[user], True) for user in sealed])

    return save


@pytest.fixture
def deliver(container: Container) -> Deliver:
    async def feed_batch(*events: Event) -> None:
        consumed = routes(container.application, SqlUnitOfWork)
        assert await feed_events(consumed, container.runtime.transactions, *events) == []

    return feed_batch


@pytest.fixture(scope="session")
def tokens() -> Tokens:
    return Tokens()


@pytest_asyncio.fixture
async def client(container: Container, tokens: Tokens) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(container, tokens, USER) as client:
        yield client


@pytest.fixture
def rows(container: Container) -> Rows:
    async def read(name: str) -> list[dict[str, Any]]:
        table = metadata.tables[name]
        async with container.runtime.transactions.read() as connection:
            result = await connection.execute(select(table).order_by(*table.primary_key))
            return [dict(row) for row in result.mappings()]

    return read


@pytest.fixture(scope="session")
def triggered() -> Callable[..., SubscriptionTriggeredV1]:
    def make(user_id: UUID = USER, *, show: int = 7, episode: int = 5) -> SubscriptionTriggeredV1:
        """Return the event of an episode that has aired."""
        return SubscriptionTriggeredV1(
            subscription_id=UUID(int=show),
            user_id=user_id,
            media_id=media_id("show", show),
            kind="show",
            tmdb_id=show,
            trigger="new_episode",
            occurrence=f"episode:2x{episode:02}",
            payload=TriggerPayload(season=2, episode=episode, episode_title="Trojan's Horse"),
            title="Severance",
            slug="severance",
            occurred_at=NOON,
            triggered_at=NOON,
            cause_id=UUID(int=1),
        )

    return make
