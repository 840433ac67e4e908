"""Single properties: one request for a cold page, the time from a change to its page, and memory over time."""

import asyncio
import itertools
import random
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
from contestants import HOST, Field

from chassis.messaging.publishing.producer import Producer
from chassis.testing.kafka import outgoing
from contracts.catalog import CatalogChangedV1
from contracts.event import encode

API = "/api/v1/catalog"
CLIENTS = 50
PAGES = 20_000


async def cold_pages(field: Field, number: int) -> tuple[int, int]:
    """Return how many requests of 50 clients each `number` cold pages had, and how many reached the service."""
    received = 0
    async with _client(field, "gateway") as client, _client(field, "service") as service:
        for page in range(number):

            async def get(path: str) -> None:
                async with client.get(path) as response:
                    await response.read()
                    assert response.status == 200

            await asyncio.gather(*(get(f"{API}/slow/{page}") for _ in range(CLIENTS)))
            async with service.get(f"/counted?page={page}") as response:
                received += int(await response.json())
    return number * CLIENTS, received


async def changes(field: Field, number: int) -> list[float]:
    """Return the milliseconds from the announcement of each change until a client receives the changed page."""
    waits: list[float] = []
    producer = Producer(field.kafka, client_id="benchmark")
    async with _client(field, "gateway") as client, _client(field, "service") as service:
        for version in itertools.count(1):
            async with client.get(f"{API}/versions") as response:
                await response.read()
            async with service.post(f"/version?to={version}"):
                pass
            begun = time.perf_counter()
            event = CatalogChangedV1(keys=("version",), changed_at=datetime.now(UTC))
            await producer.publish([outgoing(encode(event, "catalog"))])
            while True:
                async with client.get(f"{API}/versions") as response:
                    if await response.text() == str(version):
                        break
            waits.append((time.perf_counter() - begun) * 1000)
            if len(waits) == number:
                await producer.close()
                return waits
    raise AssertionError


async def memory(field: Field, seconds: float, every: float) -> AsyncIterator[tuple[float, float]]:
    """Request random pages out of more than the cache holds; yield the seconds so far and the megabytes."""
    server, begun = field.servers["gateway"], time.monotonic()
    async with _client(field, "gateway") as client:

        async def visit() -> None:
            while time.monotonic() < begun + seconds:
                async with client.get(f"{API}/pages/{random.randrange(PAGES)}") as response:
                    await response.read()

        visits = [asyncio.create_task(visit()) for _ in range(16)]
        while (passed := time.monotonic() - begun) < seconds:
            yield passed, server.memory()
            await asyncio.sleep(every)
        await asyncio.gather(*visits)
        yield seconds, server.memory()


def _client(field: Field, name: str) -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(limit=CLIENTS)
    return aiohttp.ClientSession(f"http://{HOST}:{field.servers[name].port}", connector=connector)
