"""The radio with a directory of the simulator, and stations that do what a test wants."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio

from chassis.core.clock import Clock
from chassis.runtime.clock import SystemClock
from chassis.testing.clients import client_for
from chassis.testing.tokens import Tokens
from devstack.testing.pytest_plugin import CreateDatabase
from music.api import create_api
from music.bootstrap import Container, build
from music.settings import Settings
from provider_simulator.radio.stations import BY_SLUG
from provider_simulator.running import running

HARBOUR = BY_SLUG["harbour-jazz"].id
Send = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Stations:
    """A server whose paths send what a test states. `requests` are the heads that it has received."""

    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.paths: dict[str, Send] = {}
        self.otherwise: Send | None = None
        """What every other path does."""
        self.requests: list[str] = []
        self.open = 0

    def sends(self, path: str, content: bytes, *, then: Send | None = None) -> str:
        """Let a path send bytes, and return its address."""

        async def send(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(content)
            if then is not None:
                await then(reader, writer)

        self.paths[path] = send
        return self.base + path

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve a connection."""
        self.open += 1
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            self.requests.append(head)
            send = self.paths.get(head.split(" ")[1], self.otherwise)
            if send is not None:
                await send(reader, writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.open -= 1
            writer.close()


def response(media_type: str, body: bytes = b"", *headers: str, status: str = "200 OK") -> bytes:
    """Return a response whose body lasts until the connection ends."""
    lines = [f"HTTP/1.0 {status}", f"Content-Type: {media_type}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


@pytest.fixture(scope="session")
def directory() -> Iterator[str]:
    """Return the address of a directory with stations that play."""
    with running() as url:
        yield f"{url}/radio"


@pytest_asyncio.fixture
async def stations() -> AsyncIterator[Stations]:
    """Return stations of a test."""
    own: list[Stations] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await own[0].serve(reader, writer)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    own.append(Stations(server.sockets[0].getsockname()[1]))
    yield own[0]
    server.close()


class Radio:
    """The service with its API."""

    def __init__(self, container: Container, client: httpx2.AsyncClient, tokens: Tokens, user: UUID) -> None:
        self.container = container
        self.client = client
        self.tokens = tokens
        self.user = user
        self.headers = tokens.bearer(user)

    async def custom(self, url: str) -> str:
        """Add a station of the user by its address, and return the path of its stream."""
        body = {"name": "Test", "url": url}
        added = await self.client.post("/api/v1/music/me/radio/stations", json=body, headers=self.headers)
        assert added.status_code == 201, added.text
        return f"/api/v1/music/radio/stations/{added.json()['data']['id']}/stream"

    async def get(self, path: str, **query: str | int) -> httpx2.Response:
        """Return the response to a request of the user."""
        return await self.client.get(f"/api/v1/music{path}", headers=self.headers, params=query)


BuildRadio = Callable[..., Awaitable[Radio]]


@pytest_asyncio.fixture
async def build_radio(create_database: CreateDatabase, tmp_path: Path, directory: str) -> AsyncIterator[BuildRadio]:
    """Return what makes the service with settings."""
    opened = AsyncExitStack()

    async def create(clock: Clock = SystemClock(), **settings: object) -> Radio:
        urls = await create_database("music")
        values: dict[str, Any] = {
            "radio_directory_urls": (directory,),
            "egress_networks": (ip_network("127.0.0.0/8"),),
            "radio_seconds": 1.0,
            **settings,
        }
        key = tmp_path / "encryption-key"
        key.write_bytes(b64encode(bytes(32)))
        values["encryption_key_files"] = (key,)
        tokens = Tokens()
        container = build(Settings(database_url=urls.app, kafka_bootstrap="127.0.0.1:1", **values), clock=clock)
        container.runtime.verifier = tokens.verifier()
        opened.push_async_callback(container.runtime.close)
        client = await opened.enter_async_context(client_for(create_api(container)))
        return Radio(container, client, tokens, UUID(int=1))

    async with opened:
        yield create


@pytest_asyncio.fixture
async def radio(build_radio: BuildRadio) -> Radio:
    """Return the service."""
    return await build_radio()
