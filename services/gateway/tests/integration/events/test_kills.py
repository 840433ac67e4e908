"""Clients of the public stream have every event once, in order, while the gateways that serve them are killed."""

import asyncio
import contextlib
import json
import random
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import aiohttp
import pytest
import pytest_asyncio
from services.gateway.tests.integration.events.processes import GatewayProcess, two_gateways
from services.gateway.tests.integration.events.streams import (
    ACCEPT,
    EVENTS,
    EXAMPLE_BY_TYPE,
    TOPICS,
    next_frame,
    publish,
)

from chassis.testing.kafka import wait_until
from devstack.servers.topics import create_topics

pytestmark = [pytest.mark.integration, pytest.mark.slow]

TITLES: Final = [UUID(int=number) for number in range(1, 13)]
TYPES: Final = ("trend.changed.v1", "stats.updated.v1")
ROUNDS: Final = 60
KILLS: Final = 5
CLIENTS: Final = 4


@dataclass
class Client:
    """Reads the stream at any gateway, and continues behind its last event."""

    urls: list[str]
    query: str
    after: str
    rng: random.Random
    events: list[dict[str, object]] = field(default_factory=list)
    connections: int = 0

    async def run(self) -> None:
        async with aiohttp.ClientSession() as http:
            while True:
                with contextlib.suppress(aiohttp.ClientError, OSError, TimeoutError, asyncio.IncompleteReadError):
                    await self._read(http, self.rng.choice(self.urls), self.rng.randrange(1, 200))
                await asyncio.sleep(0.05)

    async def _read(self, http: aiohttp.ClientSession, url: str, most: int) -> None:
        """Read some frames of one connection."""
        async with http.get(f"{url}{EVENTS}{self.query}", headers={**ACCEPT, "Last-Event-ID": self.after}) as response:
            if response.status != 200:
                return
            self.connections += 1
            for _ in range(most):
                frame = await next_frame(response, seconds=5)
                self.after = frame.id or self.after
                assert frame.event != "gap"
                if frame.event:
                    self.events.append(json.loads(frame.data))


@pytest_asyncio.fixture
async def gateways(kafka_bootstrap: str) -> AsyncIterator[list[GatewayProcess]]:
    await create_topics(kafka_bootstrap, TOPICS)
    async with two_gateways(kafka_bootstrap) as processes:
        yield processes


async def test_nothing_is_missing_or_doubled(gateways: list[GatewayProcess], kafka_bootstrap: str) -> None:
    rng = random.Random(17)
    urls = [gateway.url for gateway in gateways]
    async with aiohttp.ClientSession(urls[0]) as http, http.get(EVENTS, headers=ACCEPT) as response:
        start = (await next_frame(response)).id
    queries = ["", "", f"?type={TYPES[0]}", "".join(["?", *(f"mediaId={title}&" for title in TITLES[:3])])]
    clients = [Client(urls, query, start, random.Random(rng.random())) for query in queries]
    tasks = [asyncio.create_task(client.run()) for client in clients]

    async def kills() -> None:
        for _ in range(KILLS):
            gateway = rng.choice(gateways)
            gateway.kill()
            await asyncio.sleep(rng.random())
            gateway.start()
            await gateway.started()

    killing = asyncio.create_task(kills())
    published: list[tuple[str, str, UUID, int]] = []
    for version in range(1, ROUNDS + 1):
        events = [
            EXAMPLE_BY_TYPE[event_type].model_copy(update={"media_id": title, "version": version})
            for title in TITLES
            for event_type in TYPES
        ]
        ids = await publish(kafka_bootstrap, events)
        published += [
            (event_id, event.type, event.model_dump()["media_id"], version)
            for event_id, event in zip(ids, events, strict=True)
        ]
        await asyncio.sleep(0.1)
    await killing

    expected = [
        {event_id for event_id, event_type, title, _ in published if selected(event_type, title)}
        for selected in (
            lambda *_: True,
            lambda *_: True,
            lambda event_type, _: event_type == TYPES[0],
            lambda _, title: title in TITLES[:3],
        )
    ]
    await wait_until(
        lambda: all(len(client.events) >= len(targets) for client, targets in zip(clients, expected, strict=True)),
        seconds=60,
        what=f"all events, {[len(client.events) for client in clients]} of {list(map(len, expected))}",
    )
    await asyncio.sleep(1)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for client, targets in zip(clients, expected, strict=True):
        counts = Counter(str(event["id"]) for event in client.events)
        assert set(counts) == targets
        assert set(counts.values()) == {1}
        assert client.connections > KILLS
        versions: dict[tuple[object, object], list[int]] = defaultdict(list)
        for event in client.events:
            payload = event["payload"]
            assert isinstance(payload, dict)
            versions[event["type"], event["mediaId"]].append(payload["version"])
        assert all(numbers == list(range(1, ROUNDS + 1)) for numbers in versions.values())
