"""A change that a service announces through Kafka is in the next response of every gateway."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import pytest
import pytest_asyncio
from services.gateway.tests.component.cache.pages import Pages, served_pages
from services.gateway.tests.component.harness import Gateway, launch, started

from chassis.testing.kafka import outgoing, produce, wait_until
from contracts.catalog import CatalogChangedV1
from contracts.event import encode
from contracts.event_catalog import TOPICS
from devstack.servers.topics import create_topics

pytestmark = pytest.mark.integration

PATH = "/api/v1/catalog/movies/dune"
HEADERS = {"Cache-Control": "public, max-age=30", "Gateway-Cache-Control": "max-age=300"}


@pytest_asyncio.fixture
async def pages() -> AsyncIterator[Pages]:
    async with served_pages() as service:
        service.headers = HEADERS | {"Surrogate-Key": "catalog title:1"}
        service.page = lambda _: b"old"
        yield service


@pytest_asyncio.fixture
async def gateways(pages: Pages, kafka_bootstrap: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[Gateway]]:
    """Two replicas whose feeds are current."""
    # Feeds that a busy machine delays for seconds count as current: the cache is not trusted otherwise.
    monkeypatch.setattr("gateway.application.cache.store.LATEST_NEWS_SECONDS", 60.0)
    await create_topics(kafka_bootstrap, TOPICS)
    replicas = [launch(pages, cache_bytes=10_000_000, kafka_bootstrap=kafka_bootstrap) for _ in range(2)]
    for gateway, _ in replicas:
        await started(gateway)
        await wait_until(lambda: _is_current(gateway), what="a current feed")  # noqa: B023 - awaited at once
    yield [gateway for gateway, _ in replicas]
    for _, stop in replicas:
        await asyncio.to_thread(stop)


async def _is_current(gateway: Gateway) -> bool:
    async with aiohttp.ClientSession(gateway.management_url) as client, client.get("/health/ready") as response:
        checks = (await response.json())["checks"]
    return bool(checks["events"]["status"] == "up")


async def get(gateway: Gateway) -> tuple[str, str]:
    """Return the status of the cache and the body."""
    async with aiohttp.ClientSession(gateway.url) as client, client.get(PATH) as response:
        return response.headers["Cache-Status"], await response.text()


async def announce(bootstrap: str, *keys: str) -> None:
    event = CatalogChangedV1(keys=keys, changed_at=datetime.now(UTC))
    await produce(bootstrap, [outgoing(encode(event, "catalog"))])


async def test_a_change_is_in_the_next_response(gateways: list[Gateway], pages: Pages, kafka_bootstrap: str) -> None:
    for gateway in gateways:
        assert [(await get(gateway))[1] for _ in range(3)] == ["old"] * 3
    assert pages.count == 2

    pages.page = lambda _: b"new"
    await announce(kafka_bootstrap, "title:2")
    await asyncio.sleep(0.3)
    for gateway in gateways:
        assert (await get(gateway))[1] == "old"
    await announce(kafka_bootstrap, "titles", "title:1")
    for gateway in gateways:
        await wait_until(lambda: _is_new(gateway), every=0.005, what="the new page")  # noqa: B023 - awaited at once
    assert pages.count == 4

    pages.page = lambda _: b"newest"
    await announce(kafka_bootstrap, "catalog")
    for gateway in gateways:
        await wait_until(lambda: _is_newest(gateway), what="the newest page")  # noqa: B023 - awaited at once


async def test_without_a_feed_a_page_is_fresh_for_seconds(pages: Pages) -> None:
    gateway, stop = launch(pages, cache_bytes=10_000_000)
    try:
        await started(gateway)
        await get(gateway)
        assert (await get(gateway))[0].startswith("marquee; hit")
        pages.page = lambda _: b"new"
        await wait_until(lambda: _is_new(gateway), seconds=10, what="the new page")
    finally:
        await asyncio.to_thread(stop)


async def _is_new(gateway: Gateway) -> bool:
    return (await get(gateway))[1] == "new"


async def _is_newest(gateway: Gateway) -> bool:
    return (await get(gateway))[1] == "newest"
