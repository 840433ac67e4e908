"""Webhooks on the real Postgres, sent to a server of this machine."""

import ipaddress
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx2
import pytest
import pytest_asyncio
from services.notifications.tests.guards import guard_of
from services.notifications.tests.receivers import Receiver, receiving

from chassis.core.outgoing.public_addresses import AddressRules
from chassis.storage.database import is_infrastructure_failure
from chassis.testing.clock import FixedClock
from devstack.testing.pytest_plugin import CreateDatabase
from egress.clients.user_urls import GuardedClient
from notifications.application.deliveries.lanes import LaneWorker
from notifications.bootstrap import Container, build
from notifications.infrastructure.webhooks.sending import HttpSender
from notifications.settings import Settings

Create = Callable[..., Awaitable[dict[str, Any]]]
"""Creates a webhook by HTTP, and returns it with its secret."""
DeliverDue = Callable[[], Awaitable[None]]


def sender_to(port: int, *networks: str, seconds: float = 5) -> HttpSender:
    """Return a sender that may call one port in networks of this machine."""
    rules = AddressRules([ipaddress.ip_network(item) for item in networks], {port, 443}, plain_http=True)
    return HttpSender(rules, GuardedClient(rules, guard_of(rules), seconds=seconds))


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


@pytest_asyncio.fixture
async def container(
    create_database: CreateDatabase, settings: dict[str, Any], receiver: Receiver
) -> AsyncIterator[Container]:
    urls = await create_database("notifications")
    sender = sender_to(receiver.port, "127.0.0.0/8")
    container = build(
        Settings(database_url=urls.app, webhook_per_minute=60_000, **settings), clock=FixedClock(), sender=sender
    )
    yield container
    await sender.close()
    await container.runtime.engine.dispose()


@pytest.fixture
def lane(container: Container) -> LaneWorker:
    return container.webhooks.lane(container.application.record, is_infrastructure_failure)


@pytest.fixture
def deliver_due(lane: LaneWorker, clock: FixedClock) -> DeliverDue:
    async def deliver() -> None:
        """Claim and deliver until nothing is due, at the rate that an endpoint permits."""
        while await lane.turn() < 0.05 or lane.busy:
            await lane.settled()
            clock.instant += timedelta(milliseconds=1)

    return deliver


@pytest.fixture
def create(client: httpx2.AsyncClient, receiver: Receiver) -> Create:
    async def post(path: str = "/", *types: str, **more: Any) -> dict[str, Any]:
        body = {"url": receiver.url(path), "eventTypes": list(types) or ["media.published"], **more}
        response = await client.post("/api/v1/notifications/webhooks", json=body)
        assert response.status_code == 201, response.text
        data: dict[str, Any] = response.json()["data"]
        return data

    return post
