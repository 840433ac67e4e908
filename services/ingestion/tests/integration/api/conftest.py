"""The whole service on a fresh database, with an administrator and other users."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import httpx2
import pytest_asyncio
from pydantic import SecretStr
from sqlalchemy import text

from chassis.testing.clients import client_for
from chassis.testing.clock import FixedClock
from chassis.testing.tokens import Tokens
from ingestion.api import create_api
from ingestion.bootstrap import Container, build
from ingestion.providers.lists.settings import ListSiteSettings
from ingestion.settings import Settings

if TYPE_CHECKING:
    from services.ingestion.tests.integration.conftest import ProviderSettingsOf, Simulator

    from devstack.testing.pytest_plugin import CreateDatabase

TOKENS = Tokens()
Headers = dict[str, str]


@dataclass(slots=True)
class Api:
    """A client of the service. Its user is the administrator without `headers`; paths start below `/api/v1`."""

    client: httpx2.AsyncClient
    container: Container
    admin: Headers

    def user(self, user_id: UUID | None = None) -> Headers:
        """Return the headers of a signed-in user."""
        return TOKENS.bearer(user_id or uuid4())

    def another_admin(self) -> Headers:
        """Return the headers of a second administrator."""
        return TOKENS.bearer(uuid4(), ("user", "admin"))

    async def request(
        self, method: str, path: str, headers: Headers | None = None, **arguments: Any
    ) -> httpx2.Response:
        """Send a request and return its response."""
        return await self.client.request(
            method, f"/api/v1{path}", headers=self.admin if headers is None else headers, **arguments
        )

    async def data(self, method: str, path: str, headers: Headers | None = None, **arguments: Any) -> Any:
        """Return the data of a successful response."""
        response = await self.request(method, path, headers, **arguments)
        assert response.status_code < 300, response.text
        return response.json()["data"]

    async def refusal(self, method: str, path: str, **arguments: Any) -> tuple[int, str, str]:
        """Return status, code and message of an error."""
        response = await self.request(method, path, **arguments)
        error = response.json()["error"]
        return response.status_code, error["code"], error["message"]

    async def ended(self, job_id: str) -> dict[str, Any]:
        """Wait until a job has ended and give it."""
        async with asyncio.timeout(30):
            while True:
                job = await self.data("GET", f"/ingestion/jobs/{job_id}")
                if job["status"] not in ("queued", "processing"):
                    return dict(job)
                await asyncio.sleep(0.05)

    async def imported(self, kind: str, tmdb_id: int) -> dict[str, Any]:
        """Import a title and give its ended job."""
        accepted = await self.data("POST", "/ingestion/sync", json={"tmdbId": tmdb_id, "type": kind})
        return await self.ended(accepted["jobId"])

    async def sql(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        """Run a statement on the service's database."""
        async with self.container.runtime.engine.connect() as connection:
            connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
            result = await connection.execute(text(statement), values)
            return [tuple(row) for row in result] if result.returns_rows else []


@pytest_asyncio.fixture
async def api(
    simulator: Simulator,
    create_database: CreateDatabase,
    kafka_bootstrap: str,
    provider_settings: ProviderSettingsOf,
) -> AsyncIterator[Api]:
    """Yield a client of the whole service on a fresh database."""
    container = build(
        Settings(
            database_url=(await create_database("ingestion")).app,
            kafka_bootstrap=kafka_bootstrap,
            providers=provider_settings(simulator, {"tvmaze_rate": 1000, "tmdb_rate": 1000}),
            egress_networks="127.0.0.0/8",
            egress_http=True,
            list_sites=ListSiteSettings(
                mdblist_base_url=f"{simulator.url}/mdblist",
                mdblist_api_key=SecretStr("key"),
                letterboxd_base_url=f"{simulator.url}/letterboxd",
            ),
            # A test may end while a provider still waits with its response.
            shutdown_seconds=1,
            # Few enough that a bulk import of 60 titles has queued ones while others run.
            worker_concurrency=16,
        )
    )
    container.runtime.verifier = TOKENS.verifier()
    # The schedules are there and never come due, whatever the time of day: a run would import titles of its own.
    container.scheduler._clock = FixedClock(container.clock.now())
    app = create_api(container, [container.state_flusher, container.runner, container.scheduler])
    async with client_for(app, seconds=30) as client:
        yield Api(client, container, TOKENS.bearer(uuid4(), ("user", "admin")))
