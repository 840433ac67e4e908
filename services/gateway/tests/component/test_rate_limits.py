"""Rate limits over HTTP: per address, user, key, class and plan."""

from typing import Any
from uuid import uuid4

import aiohttp
import pytest
from services.gateway.tests.component.harness import Echo, StartGateway, status_of

from chassis.core.api_keys import with_checksum

pytestmark = pytest.mark.integration


async def test_rate_limits_are_enforced_and_reported(echo: Echo, start_gateway: StartGateway) -> None:
    gateway = await start_gateway(echo, reads_per_minute=3, writes_per_minute=2, sign_ins_per_minute=1)
    alice, bob = echo.tokens.bearer(), echo.tokens.bearer()

    async with aiohttp.ClientSession(gateway.url) as http:
        reads = []
        for _ in range(4):
            async with http.get("/api/v1/stats/x") as response:
                reads.append((response.status, response.headers["ratelimit"], response.headers.get("retry-after")))
                body = await response.json()
        assert response.headers["ratelimit-policy"] == '"reads";q=3;w=60'
        assert [status for status, _, _ in reads] == [200, 200, 200, 429]
        assert [fields.split(";")[1] for _, fields, _ in reads] == ["r=2", "r=1", "r=0", "r=0"]
        # A place is free every 20 s; part of that may have passed by the fourth request.
        assert (0 < int(reads[3][2] or 0) <= 20, body["error"]["code"]) == (True, "RATE_LIMITED")
        assert [await status_of(http.post("/api/v1/stats/x")) for _ in range(3)] == [200, 200, 429]
        assert [await status_of(http.post("/api/v1/stats/x", headers=alice)) for _ in range(3)] == [200, 200, 429]
        assert await status_of(http.post("/api/v1/stats/x", headers=bob)) == 200
        signs = [await status_of(http.post(f"/api/v1/auth/{way}", headers=bob)) for way in ("login", "register")]
        assert signs == [200, 429]
        bad = {"Authorization": "Bearer x.y.z"}
        assert await status_of(http.post("/api/v1/stats/x", headers=bad)) == 429, "an invalid token is counted"


async def test_zero_disables_a_limit(echo: Echo, start_gateway: StartGateway) -> None:
    gateway = await start_gateway(echo, reads_per_minute=0)
    async with aiohttp.ClientSession(gateway.url) as http, http.get("/api/v1/stats/x") as response:
        assert "ratelimit" not in response.headers


async def policies(http: aiohttp.ClientSession, path: str, **options: Any) -> tuple[int, str | None]:
    """Return the status and the policy of the response to a read."""
    async with http.get(f"/api/v1/{path}", **options) as response:
        return response.status, response.headers.get("ratelimit-policy")


async def test_what_costs_much_has_a_quota_of_its_own(echo: Echo, start_gateway: StartGateway) -> None:
    gateway = await start_gateway(echo, searches_per_minute=5, charts_per_minute=4, exports_per_minute=1)
    async with aiohttp.ClientSession(gateway.url) as http:
        assert await policies(http, "search?q=dune") == (200, '"search";q=5;w=60')
        assert await policies(http, "insights/movements/chart.svg") == (200, '"charts";q=4;w=60')
        assert await policies(http, "me/export") == (200, '"exports";q=1;w=60')
        assert await policies(http, "me/export") == (429, '"exports";q=1;w=60')
        assert await policies(http, "me/x") == (200, '"reads";q=600;w=60')


async def test_the_plan_of_a_token_decides(echo: Echo, start_gateway: StartGateway) -> None:
    gateway = await start_gateway(echo, reads_per_minute=10, rate_class_factors="plus=3", replicas=2)
    async with aiohttp.ClientSession(gateway.url) as http:
        for plan, quota in (("plus", 15), ("free", 5), ("unheard-of", 5), ("x" * 500, 5), ('"; q=1', 5), (None, 5)):
            token = echo.tokens.issue(claims={"plan": plan})
            headers = {"Authorization": f"Bearer {token}"}
            assert await policies(http, "me/x", headers=headers) == (200, f'"reads";q={quota};w=60'), plan


async def test_a_key_has_half_of_the_quota_of_its_user(echo: Echo, start_gateway: StartGateway) -> None:
    gateway = await start_gateway(echo, reads_per_minute=6)
    ada, key = uuid4(), with_checksum("r" * 40)
    echo.api_keys[key] = echo.tokens.issue(ada, claims={"scope": "library:read"})
    async with aiohttp.ClientSession(gateway.url) as http:
        with_key = [await policies(http, "me/x", headers={"X-Api-Key": key}) for _ in range(4)]
        own = [await policies(http, "me/x", headers=echo.tokens.bearer(ada)) for _ in range(4)]
    assert with_key == [(200, '"reads";q=3;w=60')] * 3 + [(429, '"reads";q=3;w=60')]
    assert [status for status, _ in own] == [200, 200, 200, 429]


async def test_sign_ins_state_the_exact_count_of_auth(echo: Echo, start_gateway: StartGateway) -> None:
    gateway = await start_gateway(echo, sign_ins_per_minute=1)
    async with aiohttp.ClientSession(gateway.url) as http:
        async with http.post("/api/v1/auth/login") as response:
            assert (response.status, response.headers.getall("ratelimit")) == (200, ['"sign-in";r=7;t=18'])
        async with http.post("/api/v1/auth/login") as response:
            assert (response.status, response.headers.getall("ratelimit")) == (429, ['"sign-in";r=0;t=60'])
            assert (response.headers["retry-after"], response.headers.getall("ratelimit-policy")) == (
                "60",
                ['"sign-in";q=1;w=60'],
            )
            assert (await response.json())["error"]["code"] == "RATE_LIMITED"
