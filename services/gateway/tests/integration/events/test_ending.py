"""A gateway that ends as a pod does: requests in progress are served to their end, and none is lost.

While `preStop` runs, the pod is out of rotation: clients open their next connections to another replica, and those that
are open stay in use. Only then comes SIGTERM.
"""

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import aiohttp
import pytest
import pytest_asyncio
import yaml
from aiohttp import web
from services.gateway.tests.integration.events.processes import GatewayProcess, two_gateways
from services.gateway.tests.integration.events.streams import TOPICS

from chassis.testing.kafka import wait_until
from devstack.ports import free_ports
from devstack.servers.topics import create_topics

pytestmark = pytest.mark.integration

SLOW: Final = "/api/v1/stats/slow"
QUICK: Final = "/api/v1/stats/quick"
IN_PROGRESS: Final = 40
CLIENTS: Final = 8
DEPLOYMENTS: Final = Path(__file__).parents[5] / "deploy/k8s/base/deployments.yaml"


@dataclass
class Service:
    """A service with responses that begin when the test says so."""

    url: str
    received: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    released: asyncio.Event = field(default_factory=asyncio.Event)

    async def slow(self, request: web.Request) -> web.Response:
        self.received.release()
        await self.released.wait()
        return web.json_response({"number": request.query["number"]})

    async def quick(self, request: web.Request) -> web.Response:
        return web.json_response({"number": request.query["number"]})


@pytest_asyncio.fixture
async def service() -> AsyncIterator[Service]:
    [port] = free_ports(1)
    result = Service(f"http://127.0.0.1:{port}")
    app = web.Application()
    app.router.add_get(SLOW, result.slow)
    app.router.add_get(QUICK, result.quick)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield result
    await runner.cleanup()


@pytest_asyncio.fixture
async def gateways(kafka_bootstrap: str, service: Service) -> AsyncIterator[list[GatewayProcess]]:
    await create_topics(kafka_bootstrap, TOPICS)
    async with two_gateways(kafka_bootstrap, STATS_URL=service.url) as processes:
        yield processes


class Rotation:
    """The endpoints of a Service: which replica new requests go to."""

    def __init__(self, *urls: str) -> None:
        self.urls = list(urls)
        self._number = 0

    def next(self) -> tuple[int, str]:
        self._number += 1
        return self._number, self.urls[self._number % len(self.urls)]


def pod() -> Any:
    """Return the pod of the manifests."""
    return yaml.safe_load(DEPLOYMENTS.read_text("utf-8"))["spec"]["template"]["spec"]


async def _get(http: aiohttp.ClientSession, url: str, number: int) -> tuple[int, str]:
    async with http.get(url, params={"number": number}) as response:
        return response.status, json.loads(await response.text())["number"]


async def test_no_request_fails_while_a_gateway_ends(gateways: list[GatewayProcess], service: Service) -> None:
    stopping, other = gateways
    rotation = Rotation(stopping.url, other.url)
    ended = asyncio.Event()
    responses: list[tuple[int, int, str]] = []

    async def load() -> None:
        # One connection per request: which replica gets it is decided when the connection is opened.
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as http:
            while not ended.is_set():
                number, url = rotation.next()
                responses.append((number, *await _get(http, url + QUICK, number)))

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http, asyncio.TaskGroup() as tasks:
        slow = [tasks.create_task(_get(http, stopping.url + SLOW, number)) for number in range(IN_PROGRESS)]
        for _ in range(IN_PROGRESS):
            await service.received.acquire()
        clients = [tasks.create_task(load()) for _ in range(CLIENTS)]
        await _progress(responses, 100)
        rotation.urls = [other.url]
        # Those that were sent to it before the pod left the rotation.
        await _progress(responses, CLIENTS)
        stopping.stop()
        await _progress(responses, 100)
        assert not any(task.done() for task in slow)
        service.released.set()
        status = await asyncio.to_thread(stopping.ended, pod()["terminationGracePeriodSeconds"])
        ended.set()
    assert status in (0, -signal.SIGTERM)
    assert [await task for task in slow] == [(200, str(number)) for number in range(IN_PROGRESS)]
    assert all(client.exception() is None for client in clients)
    assert [(number, result) for number, result, shown in responses if (result, shown) != (200, str(number))] == []


async def _progress(responses: list[tuple[int, int, str]], number: int) -> None:
    """Wait until as many further responses have arrived."""
    target = len(responses) + number

    await wait_until(lambda: len(responses) >= target, seconds=60, what="responses")
