"""Catalog on a fresh database, its routes fed without Kafka, its HTTP answered in process."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx2
import pytest_asyncio
from fastapi import FastAPI
from pydantic import BaseModel

from catalog.api import create_api
from catalog.bootstrap import Container, build
from catalog.settings import Settings
from chassis.messaging.dead_letters.writer import DeadLetter
from chassis.testing.clients import client_for
from chassis.testing.records import feed
from chassis.testing.tokens import Tokens
from contracts.event import Event, encode
from devstack.pytest_plugin import CreateDatabase, DatabaseUrls

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@dataclass
class FixedClock:
    """Tells one time."""

    instant: datetime = NOW

    def now(self) -> datetime:
        """Give that time."""
        return self.instant


@dataclass
class Catalog:
    """The service with everything a test needs of it."""

    container: Container
    app: FastAPI
    client: httpx2.AsyncClient
    tokens: Tokens
    clock: FixedClock
    urls: DatabaseUrls

    async def feed(self, *events: Event) -> list[DeadLetter]:
        """Apply events as one batch, and give those that were refused."""
        messages = [encode(event, "test", time=NOW) for event in events]
        return await feed(self.container.routes(), self.container.runtime.transactions, *messages)

    async def take(self, *events: Event) -> None:
        """Apply events as one batch; none may be refused."""
        letters = await self.feed(*events)
        assert letters == []

    async def get(self, path: str, *, user: UUID | None = None, **headers: str) -> httpx2.Response:
        """Ask for a path below the catalog's own, as a user or as nobody."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        signed = self.tokens.bearer(user) if user else {}
        return await self.client.get(f"/api/v1/catalog{path}", headers={**given, **signed})

    async def body(self, path: str, model: type[BaseModel], *, user: UUID | None = None) -> Any:
        """Give the JSON of an answer that is exactly what `model` documents: nothing missing, nothing more."""
        response = await self.get(path, user=user)
        assert response.status_code == 200, response.text
        found = json.loads(response.content)
        documented = model.model_validate_json(response.content, strict=False)
        assert documented.model_dump(mode="json", by_alias=True, exclude_unset=True) == found
        return found


@pytest_asyncio.fixture
async def catalog(create_database: CreateDatabase) -> AsyncIterator[Catalog]:
    """A catalog that exists nothing yet."""
    urls = await create_database("catalog")
    clock, tokens = FixedClock(), Tokens()
    settings = Settings(
        database_url=urls.app, kafka_bootstrap="127.0.0.1:1", totals_seconds=0, fallback_regions=("US", "GB")
    )
    container = build(settings, clock=clock)
    container.runtime.verifier = tokens.verifier()
    app = create_api(container)
    async with client_for(app) as client:
        yield Catalog(container, app, client, tokens, clock, urls)
