"""Billing on a real Postgres, with providers of payments in memory."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
import orjson
import pytest_asyncio
from services.billing.tests.fakes import SinglePayments, Subscriptions
from sqlalchemy import text

from billing.api import create_api
from billing.application.jobs import sync_job
from billing.application.providers.registry import Providers
from billing.bootstrap import Container, build
from billing.domain.payments.facts import ObjectRef
from billing.infrastructure.unit_of_work import SqlUnitOfWork
from billing.presentation.consumers import routes
from billing.settings import Settings
from chassis.runtime.background import Tasks
from chassis.testing.clients import client_for
from chassis.testing.clock import FixedClock
from chassis.testing.kafka import wait_until
from chassis.testing.records import feed
from chassis.testing.tokens import Tokens
from contracts.auth import UserRegisteredV1
from contracts.event import encode
from devstack.testing.pytest_plugin import CreateDatabase

USER, OTHER = UUID(int=1), UUID(int=2)
START = datetime(2026, 1, 15, 12, tzinfo=UTC)
"""Long before now: the queue counts in the time of the database, which tests do not set."""


@pytest_asyncio.fixture
async def container(create_database: CreateDatabase) -> AsyncIterator[Container]:
    """Return the service on a schema of its own, at a fixed time."""
    urls = await create_database("billing")
    container = build(Settings(database_url=urls.app, kafka_bootstrap="127.0.0.1:1"), clock=FixedClock())
    yield container
    await container.runtime.close()


@dataclass
class Billing:
    """The service with a client, whose jobs run when a test says so."""

    container: Container
    clock: FixedClock
    stripe: Subscriptions
    zarinpal: SinglePayments
    tokens: Tokens
    client: httpx2.AsyncClient
    seen: int = field(default=0)

    async def request(
        self, method: str, path: str, body: Any = None, *, user: UUID = USER, key: str | None = None, **more: Any
    ) -> httpx2.Response:
        """Send a request of a user; a request that moves money has a key of its own unless one is named."""
        headers = self.tokens.bearer(user, **more)
        if method == "POST":
            headers["Idempotency-Key"] = key or str(uuid4())
        return await self.client.request(method, f"/api/v1/{path}", json=body, headers=headers)

    async def price(self, plan: str, interval: str = "month", currency: str = "USD") -> str:
        """Return the id of a price that is sold."""
        response = await self.request("GET", f"plans/{plan}")
        [price] = [
            price["id"]
            for price in response.json()["data"]["prices"]
            if (price["interval"], price["price"]["currency"]) == (interval, currency)
        ]
        return str(price)

    async def run_jobs(self) -> None:
        """Wait until no job is due."""
        await wait_until(self._idle, what="that no job is due")

    async def _idle(self) -> bool:
        query = "select count(*) from jobs where status = 'processing' or (status = 'queued' and run_at <= now())"
        return bool(await self.scalar(query) == 0)

    async def changed(self) -> bool:
        """Return whether every change has ended."""
        return bool(await self.scalar("select count(*) from changes where status = 'pending'") == 0)

    async def pass_time(self, **units: int) -> None:
        """Let time pass, and do what is due by then."""
        self.clock.instant += timedelta(**units)
        await self.container.advance()
        await self.run_jobs()

    async def notice(self, ref: ObjectRef) -> None:
        """Apply a provider's message about an object."""
        async with self.container.units.begin() as work:
            await work.queue(sync_job(ref, self.clock.now()))
        await self.run_jobs()

    async def scalar(self, query: str, **values: Any) -> Any:
        """Return one value of the database."""
        async with self.container.runtime.engine.connect() as connection:
            return (await connection.execute(text(query), values)).scalar()

    async def events(self) -> list[dict[str, Any]]:
        """Return the events that were published since the last call."""
        async with self.container.runtime.engine.connect() as connection:
            rows = (await connection.execute(text("select body from outbox order by id"))).scalars().all()
        new, self.seen = rows[self.seen :], len(rows)
        return [orjson.loads(body) for body in new]

    async def subscribe(self, plan: str = "premium", interval: str = "month") -> str:
        """Subscribe a user, and return the provider's id of the subscription."""
        price = await self.price(plan, interval)
        response = await self.request("POST", "billing/checkouts", {"priceId": price, "provider": "stripe"})
        assert response.status_code == 201, response.text
        reference = f"co_{response.json()['data']['id']}"
        self.stripe.pay(reference)
        await self.request("GET", f"billing/checkouts/{response.json()['data']['id']}")
        await self.run_jobs()
        return f"sub_{reference}"


@pytest_asyncio.fixture
async def billing(create_database: CreateDatabase) -> AsyncIterator[Billing]:
    """Return the service with providers in memory and one registered user."""
    clock, tokens = FixedClock(START), Tokens()
    stripe, zarinpal = Subscriptions(clock), SinglePayments(clock)
    urls = await create_database("billing")
    settings = Settings(database_url=urls.app, kafka_bootstrap="127.0.0.1:1")
    container = build(settings, clock=clock, providers=Providers(once=[zarinpal], recurring=[stripe]))
    container.runtime.verifier = tokens.verifier()
    async with client_for(create_api(container)) as client:
        billing = Billing(container, clock, stripe, zarinpal, tokens, client)
        registered = encode(UserRegisteredV1(version=1, user_id=USER, registered_at=START), "auth")
        await feed(routes(container.application, SqlUnitOfWork), container.runtime.transactions, registered)
        await billing.events()
        tasks = Tasks([container.runner])
        tasks.start()
        yield billing
        await tasks.stop(5)
    await container.runtime.close()
