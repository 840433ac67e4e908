"""Metrics of limits and tokens, with few labels."""

import re
import time
from uuid import uuid4

import aiohttp
import pytest
from services.gateway.tests.component.harness import Echo, Gateway, StartGateway, status_of

from chassis.testing.kafka import wait_until

pytestmark = pytest.mark.integration


async def metrics_of(gateway: Gateway) -> dict[str, float]:
    async with aiohttp.ClientSession(gateway.management_url) as http, http.get("/metrics") as response:
        lines = (await response.text()).splitlines()
    return {
        name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if line.startswith("gateway_"))
    }


async def test_limits_and_tokens_are_counted(echo: Echo, start_gateway: StartGateway) -> None:
    gateway = await start_gateway(echo, reads_per_minute=3)
    user = echo.tokens.bearer()
    async with aiohttp.ClientSession(gateway.url) as http:
        for _ in range(5):
            await status_of(http.get("/api/v1/me/x", headers=user))
        await status_of(http.post("/api/v1/me/x", headers={"Authorization": "Bearer x.y.z"}))
    gateway.container.application.revoke_session(uuid4(), time.time() + 600)

    metrics = await metrics_of(gateway)

    counted = {name: value for name, value in metrics.items() if re.match("gateway_(rate|token_ver|revoked)", name)}
    assert counted == {
        'gateway_rate_limit_decisions_total{class="reads",decision="rejected"}': 2,
        'gateway_rate_limit_decisions_total{class="reads",decision="allowed"}': 3,
        'gateway_rate_limit_decisions_total{class="writes",decision="rejected"}': 0,
        'gateway_rate_limit_decisions_total{class="writes",decision="allowed"}': 1,
        "gateway_rate_limit_counts": 2,
        'gateway_token_verifications_total{source="cache"}': 4,
        'gateway_token_verifications_total{source="signature"}': 2,
        "gateway_revoked_sessions": 1,
        "gateway_rate_class_users": 0,
    }
    assert 0 <= metrics["gateway_token_keys_age_seconds"] < 300


async def test_keys_are_fetched_without_a_request(echo: Echo, start_gateway: StartGateway) -> None:
    fetched = echo.keys_fetched
    gateway = await start_gateway(echo)

    await wait_until(lambda: echo.keys_fetched > fetched, what="the keys")

    assert (await metrics_of(gateway))["gateway_token_keys_age_seconds"] < 300


async def test_the_state_of_each_service_is_shown(echo: Echo, start_gateway: StartGateway) -> None:
    gateway = await start_gateway(echo)
    breaker = gateway.container.application.forward.guard("insights").breaker
    for _ in range(gateway.container.settings.breaker_failures):
        # A pause that ends at once would let a request through.
        breaker.failed(time.monotonic() + 3600)

    metrics = await metrics_of(gateway)

    assert metrics['gateway_upstream_breaker_state{upstream="insights"}'] == 2
    assert metrics['gateway_upstream_breaker_state{upstream="catalog"}'] == 0
    assert metrics['gateway_upstream_requests{upstream="catalog"}'] == 0
