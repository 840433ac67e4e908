"""Users who subscribe: each repeats its request until a page is open, and pays it once or twice."""

import asyncio
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final
from uuid import UUID

import httpx2

from chassis.testing.tokens import Tokens
from devstack.faults.log import FaultLog

ATTEMPTS: Final = 200
RETRY_SECONDS: Final = 0.5


@dataclass(slots=True)
class Shoppers:
    """Users of a number, who subscribe through the gateway."""

    faults: FaultLog
    gateway: str
    tokens: Tokens
    price_id: str
    users: list[UUID]
    statuses: dict[int, int] = field(default_factory=dict)
    finished: int = 0

    @classmethod
    def of(cls, faults: FaultLog, gateway: str, tokens: Tokens, price_id: str, number: int) -> "Shoppers":
        """Return so many users, chosen by the seed."""
        random = faults.random
        users = [UUID(int=random.getrandbits(128), version=4) for _ in range(number)]
        return cls(faults, gateway, tokens, price_id, users)

    async def subscribe_all(self, at_once: int) -> None:
        """Let every user subscribe and pay, so many at a time."""
        slots = asyncio.Semaphore(at_once)
        seeds = [self.faults.random.random() for _ in self.users]
        async with httpx2.AsyncClient(timeout=30.0, trust_env=False) as client, asyncio.TaskGroup() as group:
            for user, seed in zip(self.users, seeds, strict=True):
                group.create_task(self._subscribe(client, user, Random(seed), slots))

    async def _subscribe(
        self, client: httpx2.AsyncClient, user: UUID, random: Random, slots: asyncio.Semaphore
    ) -> None:
        async with slots:
            checkout = await self._open(client, user)
            for _ in range(random.choice((1, 1, 2))):
                await self._pay(client, checkout["url"])
            self.finished += 1
            self.faults.performed()

    async def _open(self, client: httpx2.AsyncClient, user: UUID) -> dict[str, Any]:
        """Return the checkout; a request that fails is repeated with its key."""
        headers = {**self.tokens.bearer(user), "idempotency-key": str(user)}
        body = {"priceId": self.price_id, "provider": "stripe"}
        last = ""
        for _ in range(ATTEMPTS):
            try:
                response = await client.post(f"{self.gateway}/api/v1/billing/checkouts", json=body, headers=headers)
            except httpx2.HTTPError:
                self._count(0)
            else:
                last = response.text
                self._count(response.status_code)
                if response.status_code == 201 and response.json()["data"]["url"]:
                    data: dict[str, Any] = response.json()["data"]
                    return data
            await asyncio.sleep(RETRY_SECONDS)
        raise AssertionError(f"user {user} gets no checkout: {last}")

    async def _pay(self, client: httpx2.AsyncClient, url: str) -> None:
        """Pay on the provider's page, again when the connection breaks; a second payment charges nothing."""
        for _ in range(ATTEMPTS):
            try:
                await client.get(f"{url}/pay", params={"card": "4242424242424242"})
            except httpx2.HTTPError:
                await asyncio.sleep(RETRY_SECONDS)
            else:
                return
        raise AssertionError("the page of the provider cannot be paid")

    def _count(self, status: int) -> None:
        self.statuses[status] = self.statuses.get(status, 0) + 1
