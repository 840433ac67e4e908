"""API keys through a real gateway: the service sees an access token and never the key."""

import asyncio
import time
from collections import Counter
from typing import TypeAlias
from uuid import uuid4

import aiohttp
import pytest
from services.gateway.tests.component.harness import Echo, Gateway, StartGateway, status_of

from chassis.core.api_keys import with_checksum

pytestmark = pytest.mark.integration

Http: TypeAlias = aiohttp.ClientSession

PRIVATE = "/api/v1/me/x"


def issued(echo: Echo, letter: str, **claims: object) -> tuple[str, str]:
    """Return a new API key and its access token."""
    key, token = with_checksum(letter * 40), echo.tokens.issue(**claims)  # type: ignore[arg-type]
    echo.api_keys[key] = token
    return key, token


async def test_a_service_gets_the_token_of_a_key_and_never_the_key(http: Http, echo: Echo) -> None:
    key, token = issued(echo, "a")
    for headers in ({"X-Api-Key": key}, {"Authorization": f"Bearer {key}"}):
        async with http.post(PRIVATE, headers=headers, data=b"x") as response:
            seen = await response.json()
        arrived = [(name.lower(), value) for name, value in seen["headers"]]
        assert ("authorization", f"Bearer {token}") in arrived
        assert key not in str(seen)
    assert echo.exchanged.count(key) == 1


async def test_parallel_requests_exchange_a_key_once(http: Http, echo: Echo) -> None:
    key, _ = issued(echo, "b")
    statuses = await asyncio.gather(*(status_of(http.get(PRIVATE, headers={"X-Api-Key": key})) for _ in range(30)))
    assert set(statuses) == {200}
    assert echo.exchanged.count(key) == 1


async def test_a_revoked_key_is_rejected_although_its_token_is_kept(http: Http, echo: Echo, gateway: Gateway) -> None:
    session = uuid4()
    key, _ = issued(echo, "c", session_id=session)
    assert await status_of(http.get(PRIVATE, headers={"X-Api-Key": key})) == 200
    gateway.container.application.revoke_session(session, time.time() + 180)
    assert await status_of(http.get(PRIVATE, headers={"X-Api-Key": key})) == 401


async def test_the_exchange_cannot_be_reached_by_clients(http: Http, echo: Echo) -> None:
    key, _ = issued(echo, "d")
    for path in (
        "/internal/api-keys/exchange",
        "/api/v1/internal/api-keys/exchange",
        "/api/internal/api-keys/exchange",
    ):
        assert await status_of(http.post(path, json={"key": key})) == 404
    for path in ("/api/v1/auth/../../internal/api-keys/exchange", "/api/v1/auth/%2e%2e/internal/api-keys/exchange"):
        assert await status_of(http.post(path, json={"key": key})) in (400, 404)
    assert key not in echo.exchanged


async def test_an_unknown_key_and_auth_unavailable_have_their_statuses(echo: Echo, start_gateway: StartGateway) -> None:
    gateway = await start_gateway(echo, auth_url="http://127.0.0.1:1")
    unknown = {"X-Api-Key": with_checksum("e" * 40)}
    async with aiohttp.ClientSession(gateway.url) as http:
        async with http.get(PRIVATE, headers=unknown) as response:
            assert (response.status, response.headers["retry-after"]) == (503, "1")
        assert await status_of(http.get("/api/v1/catalog/x", headers=unknown)) == 200
    reachable = await start_gateway(echo)
    async with aiohttp.ClientSession(reachable.url) as http, http.get(PRIVATE, headers=unknown) as response:
        assert (response.status, (await response.json())["error"]["code"]) == (401, "UNAUTHORIZED")


async def test_an_address_that_sends_many_new_keys_waits(echo: Echo, start_gateway: StartGateway) -> None:
    gateway = await start_gateway(echo)
    own_key, _ = issued(echo, "k")
    before = len(echo.exchanged)
    async with aiohttp.ClientSession(gateway.url) as http:
        assert await status_of(http.get(PRIVATE, headers={"X-Api-Key": own_key})) == 200
        unknown = [{"X-Api-Key": with_checksum(f"{number:040}")} for number in range(300)]
        statuses = Counter(
            await asyncio.gather(*(status_of(http.get(PRIVATE, headers=headers)) for headers in unknown))
        )
        async with http.get(PRIVATE, headers={"X-Api-Key": with_checksum("z" * 40)}) as response:
            rejection = (response.status, response.headers["retry-after"], (await response.json())["error"]["code"])
        assert await status_of(http.get("/api/v1/catalog/x", headers=unknown[-1])) == 200, "a public read needs no key"
        assert await status_of(http.get(PRIVATE, headers={"X-Api-Key": own_key})) == 200
    assert set(statuses) == {401, 429}
    assert rejection == (429, "1", "RATE_LIMITED")
    assert len(echo.exchanged) - before < 200
