"""Catalog on a fresh database. Events are applied without Kafka, and HTTP requests are handled in process."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio
from fastapi import FastAPI
from pydantic import BaseModel

from catalog.api import create_api
from catalog.bootstrap import Container, build
from catalog.settings import Settings
from chassis.messaging.dead_letters.writer import DeadLetter
from chassis.testing.clients import client_for
from chassis.testing.clock import NOON, FixedClock
from chassis.testing.records import feed
from chassis.testing.tokens import Tokens
from contracts.event import Event, encode
from devstack.testing.pytest_plugin import CreateDatabase, DatabaseUrls

NOW = NOON


@dataclass
class Catalog:
    """The service with its clients and test doubles."""

    container: Container
    app: FastAPI
    client: httpx2.AsyncClient
    tokens: Tokens
    clock: FixedClock
    urls: DatabaseUrls

    async def feed(self, *events: Event) -> list[DeadLetter]:
        """Apply events as one batch, and return those that were rejected."""
        messages = [encode(event, "test", time=NOW) for event in events]
        return await feed(self.container.routes(), self.container.runtime.transactions, *messages)

    async def apply(self, *events: Event) -> None:
        """Apply events as one batch; none may be rejected."""
        letters = await self.feed(*events)
        assert letters == []

    async def get(self, path: str, *, user: UUID | None = None, **headers: str) -> httpx2.Response:
        """Request a path of the catalog, as a user or anonymously."""
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        signed = self.tokens.bearer(user) if user else {}
        return await self.client.get(f"/api/v1/catalog{path}", headers={**fields, **signed})

    async def body(self, path: str, model: type[BaseModel], *, user: UUID | None = None) -> Any:
        """Return the JSON of a response that has exactly the fields of `model`."""
        response = await self.get(path, user=user)
        assert response.status_code == 200, response.text
        body = json.loads(response.content)
        documented = model.model_validate_json(response.content, strict=False)
        assert documented.model_dump(mode="json", by_alias=True, exclude_unset=True) == body
        return body


StartCatalog = Callable[[], AbstractAsyncContextManager[Catalog]]


@pytest.fixture(scope="session")
def start_catalog(create_database: CreateDatabase) -> StartCatalog:
    """Return a function that starts an empty catalog, for the time of its context."""

    @asynccontextmanager
    async def start() -> AsyncIterator[Catalog]:
        urls = await create_database("catalog")
        clock, tokens = FixedClock(), Tokens()
        settings = Settings(
            database_url=urls.app,
            kafka_bootstrap="127.0.0.1:1",
            totals_seconds=0,
            counts_seconds=0,
            shared_response_seconds=0,
            fallback_regions=("US", "GB"),
        )
        container = build(settings, clock=clock)
        container.runtime.verifier = tokens.verifier()
        app = create_api(container)
        async with client_for(app) as client:
            yield Catalog(container, app, client, tokens, clock, urls)

    return start


@pytest_asyncio.fixture
async def catalog(start_catalog: StartCatalog) -> AsyncIterator[Catalog]:
    """Yield an empty catalog."""
    async with start_catalog() as started:
        yield started
