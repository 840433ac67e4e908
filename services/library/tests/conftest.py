"""A fresh library on the real Postgres, a client of it, and events for it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date, timedelta
from typing import Any, Protocol

import httpx2
import orjson
import pytest
import pytest_asyncio
from sqlalchemy import select

from chassis.testing.clients import client_for
from chassis.testing.clock import NOON, FixedClock
from chassis.testing.events import media_published
from chassis.testing.records import feed_events
from chassis.testing.tokens import Tokens
from contracts.catalog import MediaPublishedV1
from contracts.event import Event
from contracts.identity import Kind, media_id
from contracts.ingestion import MediaImportedV1
from contracts.library import LibraryChangedV1
from devstack.testing.pytest_plugin import CreateDatabase
from library.api import create_api
from library.bootstrap import Container, build
from library.infrastructure.tables import outbox
from library.infrastructure.unit_of_work import SqlUnitOfWork
from library.presentation.consumers import routes
from library.settings import Settings

NOW = NOON


class Deliver(Protocol):
    """Delivers events as one batch, of which none may be rejected."""

    def __call__(self, *events: Event) -> Awaitable[None]: ...


class Imported(Protocol):
    """Creates the event of an imported title."""

    def __call__(
        self,
        tmdb_id: int,
        *,
        kind: Kind = "show",
        version: int = 1,
        title: str | None = None,
        release_date: date | None = None,
        **facts: Any,
    ) -> MediaImportedV1: ...


@pytest_asyncio.fixture
async def container(create_database: CreateDatabase) -> AsyncIterator[Container]:
    urls = await create_database("library")
    clock = FixedClock(step=timedelta(seconds=1))
    container = build(Settings(database_url=urls.app, kafka_bootstrap="127.0.0.1:1"), clock=clock)
    yield container
    await container.runtime.engine.dispose()


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
    app = create_api(container)
    app.state.verifier = tokens.verifier()
    async with client_for(app, seconds=30) as client:
        yield client


@pytest.fixture
def published_events(container: Container) -> Callable[[], Awaitable[list[dict[str, Any]]]]:
    async def read() -> list[dict[str, Any]]:
        async with container.runtime.transactions.read() as connection:
            query = select(outbox.c.body).where(outbox.c.topic != LibraryChangedV1.topic).order_by(outbox.c.id)
            bodies = (await connection.execute(query)).scalars()
            return [orjson.loads(body) for body in bodies if body]

    return read


@pytest.fixture(scope="session")
def imported() -> Imported:
    def make(
        tmdb_id: int,
        *,
        kind: Kind = "show",
        version: int = 1,
        title: str | None = None,
        release_date: date | None = None,
        **facts: Any,
    ) -> MediaImportedV1:
        return MediaImportedV1(
            version=version,
            media_id=media_id(kind, tmdb_id),
            kind=kind,
            tmdb_id=tmdb_id,
            title=title or f"{kind} {tmdb_id}",
            poster_path=f"/{tmdb_id}.jpg",
            release_date=release_date,
            imported_at=NOW,
            **facts,
        )

    return make


@pytest.fixture(scope="session")
def published() -> Callable[..., MediaPublishedV1]:
    return media_published
