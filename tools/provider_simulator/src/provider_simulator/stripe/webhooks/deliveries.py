"""Delivers events to the webhook endpoints until each has responded with 2xx, and keeps what was delivered."""

import asyncio
from collections import deque
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Final

import httpx2
import orjson

from provider_simulator.payments.requests import Document
from provider_simulator.responses import Body
from provider_simulator.stripe.state.account import Account
from provider_simulator.stripe.state.rendering import snapshot
from provider_simulator.stripe.state.store import token
from provider_simulator.stripe.webhooks.conditions import Conditions
from provider_simulator.stripe.webhooks.signatures import signature

DEADLINE_SECONDS: Final = 20.0
"""How long an endpoint may take to respond."""
MOST_ATTEMPTS: Final = 16
MOST_KEPT: Final = 100_000
_LONGEST_PAUSE: Final = 60.0
_QUIET_SECONDS: Final = 0.2
_PARALLEL: Final = 20


@dataclass(slots=True)
class Delivery:
    """One event for one endpoint."""

    event: Document
    endpoint: Document
    attempts: list[Body] = field(default_factory=list)
    state: str = "pending"

    def as_json(self) -> Body:
        """Return the delivery for the control routes."""
        return {
            "event": self.event["id"],
            "type": self.event["type"],
            "endpoint": self.endpoint["id"],
            "url": self.endpoint["url"],
            "state": self.state,
            "attempts": self.attempts,
        }


class Deliveries:
    """The deliveries of one account. They begin in the order of the events, unless the conditions change it."""

    def __init__(self, account: Account) -> None:
        self.conditions = Conditions()
        self.kept: deque[Delivery] = deque(maxlen=MOST_KEPT)
        self._account = account
        self._waiting: list[Delivery] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._release: asyncio.TimerHandle | None = None
        self._slots = asyncio.Semaphore(_PARALLEL)
        self._client: httpx2.AsyncClient | None = None
        account.deliver = self.deliver

    def deliver(self, event: Document) -> None:
        """Deliver an event to every endpoint that receives its type."""
        for endpoint in self._account.receivers(event["type"]):
            self._accept(Delivery(event, endpoint))

    def resend(self, event: Document) -> int:
        """Deliver an event once more, whatever the conditions, and return to how many endpoints."""
        endpoints = self._account.receivers(event["type"])
        for endpoint in endpoints:
            self._start(Delivery(event, endpoint))
        return len(endpoints)

    def undelivered(self) -> list[list[str]]:
        """Return event and endpoint of the deliveries that are not complete."""
        return [
            [delivery.event["id"], delivery.endpoint["id"]] for delivery in self.kept if delivery.state == "pending"
        ]

    def resume(self, rows: list[list[str]]) -> None:
        """Deliver what an earlier process did not."""
        store = self._account.store
        for event_name, endpoint_name in rows:
            event, endpoint = store.find("event", event_name), store.find("webhook_endpoint", endpoint_name)
            if event is not None and endpoint is not None:
                self._start(Delivery(event, endpoint))

    def roll_secret(self, endpoint: Document) -> str:
        """Create a new secret of an endpoint and return it; deliveries are signed with it and the one before it."""
        secret = f"whsec_{token(32)}"
        endpoint["_secrets"] = [secret, endpoint["_secrets"][0]]
        return secret

    def stop(self) -> None:
        """Abandon what was not delivered."""
        for task in self._tasks:
            task.cancel()
        self._waiting.clear()
        if self._client is not None:
            self._track(self._client.aclose())

    def _accept(self, delivery: Delivery) -> None:
        kind = delivery.event["type"]
        if self.conditions.loses(kind):
            delivery.state = "lost"
            self.kept.append(delivery)
            return
        for _ in range(self.conditions.copies(kind)):
            copy = Delivery(delivery.event, delivery.endpoint)
            if self.conditions.reorder and self.conditions.concern(kind):
                self._hold(copy)
            else:
                self._start(copy)

    def _hold(self, delivery: Delivery) -> None:
        """Hold a delivery back until enough of them wait, or no other one comes for a moment."""
        self.kept.append(delivery)
        self._waiting.append(delivery)
        if self._release is not None:
            self._release.cancel()
            self._release = None
        if len(self._waiting) >= self.conditions.reorder:
            self._deliver_in_opposite_order()
        else:
            loop = asyncio.get_running_loop()
            self._release = loop.call_later(_QUIET_SECONDS, self._deliver_in_opposite_order)

    def _deliver_in_opposite_order(self) -> None:
        waiting, self._waiting = self._waiting[::-1], []
        self._track(self._one_after_another(waiting))

    async def _one_after_another(self, deliveries: list[Delivery]) -> None:
        for delivery in deliveries:
            if not await self._attempt(delivery):
                self._track(self._retry(delivery))

    def _start(self, delivery: Delivery) -> None:
        self.kept.append(delivery)
        self._track(self._run(delivery))

    def _track(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, delivery: Delivery) -> None:
        if not await self._attempt(delivery):
            await self._retry(delivery)

    async def _retry(self, delivery: Delivery) -> None:
        """Repeat with growing pauses."""
        pause = self.conditions.retry_ms / 1_000
        for _ in range(MOST_ATTEMPTS - 1):
            await asyncio.sleep(min(pause, _LONGEST_PAUSE))
            pause *= 2
            if await self._attempt(delivery):
                return
        delivery.state = "failed"

    async def _attempt(self, delivery: Delivery) -> bool:
        """Send a delivery and return whether that is all for it."""
        await asyncio.sleep(self.conditions.delay_ms / 1_000)
        endpoint = self._account.store.find("webhook_endpoint", delivery.endpoint["id"])
        if endpoint is None or endpoint["status"] != "enabled":
            delivery.state = "canceled"
            return True
        body = orjson.dumps(snapshot(delivery.event))
        # The signature has the real time: receivers compare it with theirs.
        now = self._account.clock.now() - self._account.clock.offset
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": signature(body, endpoint["_secrets"], now),
            "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        }
        async with self._slots:
            status, problem = await self._post(endpoint["url"], body, headers)
        delivery.attempts.append({"status": status, "problem": problem})
        if status is None or not 200 <= status < 300:
            return False
        if delivery.state == "pending":
            delivery.event["pending_webhooks"] = max(0, delivery.event["pending_webhooks"] - 1)
        delivery.state = "delivered"
        return True

    async def _post(self, url: str, body: bytes, headers: dict[str, str]) -> tuple[int | None, str | None]:
        if self._client is None:
            self._client = httpx2.AsyncClient(timeout=DEADLINE_SECONDS, trust_env=False, follow_redirects=False)
        try:
            response = await self._client.post(url, content=body, headers=headers)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            return None, type(error).__name__
        return response.status_code, None
