"""Fixtures of the component tests: a service that reports its requests, and gateways in front of it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from services.gateway.tests.component.harness import Echo, Gateway, StartGateway, launch, started

from chassis.testing.tokens import Tokens
from devstack.ports import free_ports


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def echo() -> AsyncIterator[Echo]:
    [port] = free_ports(1)
    service = Echo(port, Tokens())
    runner = web.AppRunner(service.app(), shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield service
    await runner.cleanup()


@pytest.fixture(autouse=True)
def reset_echo(echo: Echo) -> None:
    """Start each test with a service that has received no request."""
    echo.requests.clear()
    echo.keys_available = True


@pytest.fixture
def start_gateway() -> Iterator[StartGateway]:
    stops: list[Callable[[], None]] = []

    async def start(echo: Echo, **changes: Any) -> Gateway:
        gateway, stop = launch(echo, **changes)
        stops.append(stop)
        return await started(gateway)

    yield start
    for stop in stops:
        stop()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def gateway(echo: Echo) -> AsyncIterator[Gateway]:
    """One gateway for all tests of a file."""
    shared, stop = launch(echo, reads_per_minute=100_000, writes_per_minute=100_000, sign_ins_per_minute=100_000)
    yield await started(shared)
    await asyncio.to_thread(stop)


@pytest_asyncio.fixture
async def http(gateway: Gateway) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(gateway.url, cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield session
