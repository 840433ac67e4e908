"""Auth on Postgres, with generated keys and cheap hashes."""

import base64
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from os import urandom
from pathlib import Path
from typing import Any, Protocol

import httpx2
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from services.auth.tests.factor_support import FactorUser

from auth.api import create_api
from auth.bootstrap import Container, build
from auth.settings import Settings
from chassis.storage.encryption import KEY_BYTES
from chassis.testing.clients import client_for
from chassis.testing.clock import FixedClock
from devstack.testing.pytest_plugin import CreateDatabase, DatabaseUrls

PASSWORD = "Sesame-0pen"


class MakeSettings(Protocol):
    def __call__(self, urls: DatabaseUrls, **changes: Any) -> Settings: ...


@pytest.fixture(scope="session")
def signing_key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keys") / "signing.pem"
    path.write_bytes(Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return path


@pytest.fixture(scope="session")
def encryption_key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keys") / "encryption"
    path.write_bytes(base64.b64encode(urandom(KEY_BYTES)))
    return path


@pytest.fixture
def make_settings(signing_key: Path, encryption_key: Path) -> MakeSettings:
    def make(urls: DatabaseUrls, **changes: Any) -> Settings:
        cheap = {"password_memory_kib": 8, "password_passes": 1}
        keys = {
            "signing_key_file": signing_key,
            "encryption_key_files": (encryption_key,),
            "notice_key_files": (encryption_key,),
        }
        required = {"database_url": urls.app, "kafka_bootstrap": "127.0.0.1:1", "sign_ins_per_minute": 0, **keys}
        return Settings(**{**required, **cheap, **changes})

    return make


@pytest_asyncio.fixture
async def urls(create_database: CreateDatabase) -> DatabaseUrls:
    return await create_database("auth")


@pytest.fixture
def changes() -> dict[str, Any]:
    """Return the settings of the container that differ; a module may define its own."""
    return {}


@pytest_asyncio.fixture
async def container(
    urls: DatabaseUrls, make_settings: MakeSettings, changes: dict[str, Any]
) -> AsyncIterator[Container]:
    container = build(make_settings(urls, **changes))
    yield container
    await container.runtime.reads.close()
    await container.runtime.engine.dispose()


@pytest_asyncio.fixture
async def client(container: Container) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_for(create_api(container)) as client:
        yield client


@pytest_asyncio.fixture
async def serve(
    urls: DatabaseUrls, make_settings: MakeSettings
) -> AsyncIterator[Callable[..., Awaitable[httpx2.AsyncClient]]]:
    """Start another replica on the same database: `await serve(password_passes=2)`."""
    async with AsyncExitStack() as stack:

        async def start(**changes: Any) -> httpx2.AsyncClient:
            replica = build(make_settings(urls, **changes))
            return await stack.enter_async_context(client_for(create_api(replica)))

        yield start


@pytest_asyncio.fixture
async def waiting(urls: DatabaseUrls, make_settings: MakeSettings) -> AsyncIterator[httpx2.AsyncClient]:
    """Start a replica whose clock stands still, so that no wait after failed attempts ends, and return its client."""
    replica = build(make_settings(urls), clock=FixedClock(datetime.now(UTC)))
    async with client_for(create_api(replica)) as client:
        yield client


@pytest.fixture
def register(client: httpx2.AsyncClient) -> Callable[..., Awaitable[dict[str, str]]]:
    """Register an account and return its tokens."""

    async def open_account(username: str = "ada_l", email: str | None = None) -> dict[str, str]:
        body = {"email": email or f"{username}@example.org", "username": username, "password": PASSWORD}
        response = await client.post("/api/v1/auth/register", json=body)
        assert response.status_code == 201, response.text
        tokens: dict[str, str] = response.json()["data"]
        return tokens

    return open_account


@pytest_asyncio.fixture
async def user(urls: DatabaseUrls, make_settings: MakeSettings) -> AsyncIterator[FactorUser]:
    clock = FixedClock(datetime.now(UTC))
    container = build(make_settings(urls), clock=clock)
    async with client_for(create_api(container)) as client:
        yield await FactorUser(client, container, clock).register()
    await container.runtime.engine.dispose()
