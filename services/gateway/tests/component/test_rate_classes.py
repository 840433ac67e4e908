"""What billing states about a user changes the limits of the next request, whatever its token or key states."""

import time
from uuid import uuid4

import aiohttp
import pytest
from services.gateway.tests.component.harness import Echo, StartGateway
from services.gateway.tests.integration.test_rate_class_feed import record

from chassis.core.api_keys import with_checksum
from chassis.testing.kafka import produce, wait_until
from contracts.billing import RateClass, SubscriptionChangedV1
from contracts.topics import PARTITIONS
from devstack.testing.pytest_plugin import MakeTopics

pytestmark = pytest.mark.integration

TOPIC = SubscriptionChangedV1.topic


async def test_a_changed_subscription_changes_the_limits_of_sessions_and_keys(
    echo: Echo, start_gateway: StartGateway, kafka_bootstrap: str, make_topics: MakeTopics
) -> None:
    await make_topics(TOPIC, partitions=PARTITIONS)
    gateway = await start_gateway(echo, reads_per_minute=100, kafka_bootstrap=kafka_bootstrap)
    ada, key = uuid4(), with_checksum("p" * 40)
    session = {"Authorization": f"Bearer {echo.tokens.issue(ada, claims={'plan': 'premium'})}"}
    echo.api_keys[key] = echo.tokens.issue(ada, claims={"scope": "library:read"})

    async with aiohttp.ClientSession(gateway.url) as http:

        async def quota(headers: dict[str, str]) -> int:
            async with http.get("/api/v1/me/x", headers=headers) as response:
                return int(response.headers["ratelimit-policy"].split(";")[1].removeprefix("q="))

        async def reaches(number: int) -> float:
            begun = time.monotonic()
            await wait_until(lambda: is_now(number), seconds=20, every=0.01, what=f"a quota of {number}")
            return time.monotonic() - begun

        async def is_now(number: int) -> bool:
            return await quota(session) == number

        await reaches(100)
        seconds = []
        changes: list[tuple[RateClass, int]] = [("standard", 300), ("premium", 500), ("free", 100)]
        for version, (name, number) in enumerate(changes, 2):
            await produce(kafka_bootstrap, [record(TOPIC, ada, name, version)])
            seconds.append(await reaches(number))
            assert await quota({"X-Api-Key": key}) == number / 2
    print("seconds until the limits changed:", ", ".join(f"{value:.3f}" for value in seconds))
