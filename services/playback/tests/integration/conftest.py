"""Playback on a real Postgres, with a client for every user."""

import base64
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio
from services.playback.tests.integration.license_servers import LicenseServer, license_server

from chassis.testing.clients import client_for
from chassis.testing.clock import FixedClock
from chassis.testing.tokens import Tokens
from devstack.testing.pytest_plugin import CreateDatabase
from playback.api import create_api
from playback.bootstrap import Container, build
from playback.settings import Settings

EDITOR, USER, OTHER = UUID(int=9), UUID(int=1), UUID(int=2)
EDITING: Final[dict[str, Any]] = {"user": EDITOR, "roles": ["editor"]}


@pytest.fixture(scope="session")
def encryption_key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of the key that wraps content keys."""
    path = tmp_path_factory.mktemp("keys") / "encryption"
    path.write_bytes(base64.b64encode(bytes(32)))
    return path


@pytest.fixture
def clock() -> FixedClock:
    """Return the clock of the service."""
    return FixedClock()


@pytest_asyncio.fixture
async def container(
    create_database: CreateDatabase, encryption_key: Path, clock: FixedClock
) -> AsyncIterator[Container]:
    """Return the service on a schema of its own, at a fixed time."""
    urls = await create_database("playback")
    settings = Settings(
        database_url=urls.app,
        kafka_bootstrap="127.0.0.1:1",
        sources_url="http://127.0.0.1:1",
        encryption_key_files=(encryption_key,),
    )
    container = build(settings, clock=clock)
    yield container
    await container.runtime.close()


@dataclass(frozen=True, slots=True)
class Api:
    """The service over HTTP."""

    client: httpx2.AsyncClient
    tokens: Tokens

    async def request(
        self, method: str, path: str, body: Any = None, *, user: UUID = USER, **claims: Any
    ) -> httpx2.Response:
        """Send a request of a user; `claims` are those of the token, such as `roles`."""
        headers = self.tokens.bearer(user, **claims)
        return await self.client.request(method, f"/api/v1/{path}", json=body, headers=headers)


@pytest_asyncio.fixture
async def api(container: Container) -> AsyncIterator[Api]:
    """Return the service with a client."""
    tokens = Tokens()
    container.runtime.verifier = tokens.verifier()
    async with client_for(create_api(container)) as client:
        yield Api(client, tokens)


def outcome(response: httpx2.Response) -> tuple[int, str]:
    """Return the status and the code of an error."""
    return response.status_code, response.json()["error"]["code"]


@pytest_asyncio.fixture
async def server() -> AsyncIterator[LicenseServer]:
    """Return a licence server."""
    async with license_server() as running:
        yield running
