"""Billing with the real adapters on the provider simulator, whose messages tests deliver as they like."""

import asyncio
import hashlib
import hmac
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final
from uuid import UUID, uuid4

import httpx2
import orjson
from sqlalchemy import text

from billing.api import create_api
from billing.application.webhooks.dispatching import DispatchWebhooks
from billing.bootstrap import Container, build
from billing.infrastructure.unit_of_work import SqlUnitOfWork
from billing.presentation.consumers import routes
from billing.settings import Settings
from chassis.runtime.background import Tasks
from chassis.testing.clients import client_for
from chassis.testing.clock import NOON
from chassis.testing.records import feed
from chassis.testing.tokens import Tokens
from contracts.auth import UserRegisteredV1
from contracts.event import encode
from devstack.testing.pytest_plugin import CreateDatabase
from provider_simulator.payments.simulated import CARD, SimulatedPayments

SECRET: Final = "whsec_one"
MERCHANT: Final = "11111111-2222-3333-4444-555555555555"
ADMIN: Final = UUID(int=99)


def signed(body: bytes, secret: str = SECRET, *, at: int | None = None) -> dict[str, str]:
    """Return the headers of a message."""
    instant = int(time.time()) if at is None else at
    digest = hmac.new(secret.encode(), f"{instant}.".encode() + body, hashlib.sha256).hexdigest()
    return {"Stripe-Signature": f"t={instant},v1={digest}", "Content-Type": "application/json"}


class Site:
    """The service with a client and a worker, which dispatches messages when a test says so."""

    def __init__(
        self, container: Container, payments: SimulatedPayments, client: httpx2.AsyncClient, tokens: Tokens
    ) -> None:
        self.container = container
        self.payments = payments
        self.client = client
        self._tokens = tokens

    async def request(self, method: str, path: str, body: Any = None, *, user: UUID, **more: Any) -> httpx2.Response:
        """Send a request of a user."""
        headers = {**self._tokens.bearer(user, **more), "Idempotency-Key": str(uuid4())}
        return await self.client.request(method, f"/api/v1/{path}", json=body, headers=headers)

    async def finance(self, method: str, path: str, body: Any = None) -> Any:
        """Return the response to a request of a user who does billing."""
        response = await self.request(method, f"admin/billing/{path}", body, user=ADMIN, roles=["finance"])
        assert response.status_code < 300, response.text
        return response.json()

    async def register(self, *users: UUID) -> None:
        """Let users register."""
        events = [encode(UserRegisteredV1(version=1, user_id=user, registered_at=NOON), "auth") for user in users]
        consumers = routes(self.container.application, SqlUnitOfWork)
        assert await feed(consumers, self.container.runtime.transactions, *events) == []

    async def price(self, plan: str, interval: str = "month", currency: str = "USD") -> str:
        """Return the id of a price that is sold."""
        response = await self.client.get(f"/api/v1/plans/{plan}")
        prices = response.json()["data"]["prices"]
        choice = (interval, currency)
        return str(next(one["id"] for one in prices if (one["interval"], one["price"]["currency"]) == choice))

    async def checkout(self, user: UUID, plan: str = "basic", **more: Any) -> Any:
        """Open a checkout and return it."""
        price = await self.price(plan, currency="IRR" if more.get("provider") == "zarinpal" else "USD")
        body = {"priceId": price, "provider": "stripe", **more}
        response = await self.request("POST", "billing/checkouts", body, user=user)
        assert response.status_code == 201, response.text
        return response.json()["data"]

    async def subscribe(self, user: UUID, plan: str = "basic", card: str = CARD) -> None:
        """Pay for a plan at the provider; billing learns of it by messages alone."""
        self.payments.pay((await self.checkout(user, plan))["url"], card)

    def events(self) -> list[Any]:
        """Return the provider's messages of the last 30 days, the oldest first."""
        headers = {"Authorization": "Bearer sk_test_key"}
        events: list[Any] = []
        while True:
            query = {"limit": "100", **({"starting_after": events[-1]["id"]} if events else {})}
            page = httpx2.get(f"{self.payments.stripe_url}/v1/events", params=query, headers=headers).json()
            events += page["data"]
            if not page["has_more"]:
                return events[::-1]

    async def deliver(self, *events: Any) -> None:
        """Send messages of the provider."""
        for event in events:
            body = orjson.dumps(event)
            response = await self.client.post("/api/v1/billing/webhooks/stripe", content=body, headers=signed(body))
            assert response.status_code == 200, response.text

    async def work(self) -> None:
        """Dispatch messages, and wait until no job is due."""
        dispatch = DispatchWebhooks(self.container.units, self.container.clock)
        async with asyncio.timeout(60):
            while await dispatch() or await self._active():  # noqa: ASYNC110 - the state is in the database
                await asyncio.sleep(0.01)

    async def _active(self) -> int:
        query = "select count(*) from jobs where status = 'processing' or (status = 'queued' and run_at <= now())"
        return int(await self.scalar(query))

    async def scalar(self, query: str, **values: Any) -> Any:
        """Return one value of the database."""
        async with self.container.runtime.engine.connect() as connection:
            return (await connection.execute(text(query), values)).scalar()

    async def rows(self, query: str, **values: Any) -> list[dict[str, Any]]:
        """Return rows of the database."""
        async with self.container.runtime.engine.connect() as connection:
            return [dict(row) for row in (await connection.execute(text(query), values)).mappings()]

    async def update(self, statement: str) -> None:
        """Change rows that time alone would change."""
        async with self.container.runtime.engine.begin() as connection:
            await connection.execute(text(statement))


@asynccontextmanager
async def open_site(create_database: CreateDatabase, payments: SimulatedPayments, **more: Any) -> AsyncIterator[Site]:
    """Return billing on a schema of its own, with the providers of the simulator; `more` are settings."""
    urls, tokens = await create_database("billing"), Tokens()
    settings = Settings(
        **{
            "database_url": urls.app,
            "kafka_bootstrap": "127.0.0.1:1",
            "web_url": "https://marquee.test",
            "stripe_secret_key": "sk_test_key",
            "stripe_webhook_secrets": SECRET,
            "stripe_url": payments.stripe_url,
            "zarinpal_merchant_id": MERCHANT,
            "zarinpal_url": payments.zarinpal_url,
            **more,
        }
    )
    container = build(settings)
    container.runtime.verifier = tokens.verifier()
    # The end of the client ends the process of the API, which closes what the runner uses, too.
    async with client_for(create_api(container)) as client:
        tasks = Tasks([container.runner])
        tasks.start()
        try:
            yield Site(container, payments, client, tokens)
        finally:
            await tasks.stop(5)
    await container.runtime.close()
