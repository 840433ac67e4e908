"""A fresh insights on the real Postgres, and events for it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

import pytest
import pytest_asyncio
from sqlalchemy import Select, text

from chassis.testing.clock import NOON, FixedClock
from chassis.testing.events import media_published
from chassis.testing.records import feed_events
from contracts.catalog import MediaPublishedV1
from contracts.event import Event
from contracts.identity import Kind, media_id
from contracts.ingestion import MediaImportedV1, SignalsCollectedV1
from devstack.testing.pytest_plugin import CreateDatabase, DatabaseUrls
from insights.bootstrap import Container, build
from insights.settings import Settings

TODAY = NOON.date()


class Deliver(Protocol):
    """Delivers events as one batch and returns the codes of those that were rejected."""

    def __call__(self, *events: Event) -> Awaitable[list[str]]: ...


class Observe(Protocol):
    """Creates the event of an observation of a movie's audience, `days_ago` days before today."""

    def __call__(
        self,
        tmdb_id: int,
        days_ago: int,
        total: int | None = None,
        *,
        hour: int = 0,
        live: int | None = None,
        popularity: float | None = None,
        backfill: bool = False,
        kind: Kind = "movie",
        region: str = "global",
    ) -> SignalsCollectedV1: ...


@pytest_asyncio.fixture
async def urls(create_database: CreateDatabase) -> DatabaseUrls:
    return await create_database("insights")


@pytest_asyncio.fixture
async def container(urls: DatabaseUrls) -> AsyncIterator[Container]:
    container = build(
        Settings(database_url=urls.app, kafka_bootstrap="127.0.0.1:1", shared_response_seconds=0), clock=FixedClock()
    )
    yield container
    await container.runtime.reads.close()
    await container.runtime.engine.dispose()


@pytest.fixture
def deliver(container: Container) -> Deliver:
    async def feed_batch(*events: Event) -> list[str]:
        return await feed_events(container.routes(), container.runtime.transactions, *events)

    return feed_batch


@pytest.fixture
def rows(container: Container) -> Callable[[str | Select[tuple[object, ...]]], Awaitable[list[tuple[object, ...]]]]:
    async def read(query: str | Select[tuple[object, ...]]) -> list[tuple[object, ...]]:
        async with container.runtime.transactions.read() as connection:
            result = await connection.execute(text(query) if isinstance(query, str) else query)
            return [tuple(row) for row in result]

    return read


@pytest.fixture(scope="session")
def observed() -> Observe:
    def make(
        tmdb_id: int,
        days_ago: int,
        total: int | None = None,
        *,
        hour: int = 0,
        live: int | None = None,
        popularity: float | None = None,
        backfill: bool = False,
        kind: Kind = "movie",
        region: str = "global",
    ) -> SignalsCollectedV1:
        day: date = TODAY - timedelta(days=days_ago)
        return SignalsCollectedV1(
            media_id=media_id(kind, tmdb_id),
            kind=kind,
            tmdb_id=tmdb_id,
            observed_at=datetime.combine(day, time(hour), UTC),
            day=day,
            origin="backfill" if backfill else "live",
            region=region,
            live_watchers=live,
            total_watchers=total,
            popularity=popularity,
        )

    return make


@pytest.fixture(scope="session")
def imported() -> Callable[..., MediaImportedV1]:
    def make(
        tmdb_id: int,
        *,
        version: int = 1,
        kind: Kind = "movie",
        title: str | None = None,
        gone_at: datetime | None = None,
    ) -> MediaImportedV1:
        return MediaImportedV1(
            version=version,
            media_id=media_id(kind, tmdb_id),
            kind=kind,
            tmdb_id=tmdb_id,
            title=title or f"{kind} {tmdb_id}",
            poster_path=f"/{tmdb_id}.jpg",
            imported_at=datetime.combine(TODAY, time(), UTC),
            gone_at=gone_at,
        )

    return make


@pytest.fixture(scope="session")
def published() -> Callable[..., MediaPublishedV1]:
    return media_published
