"""Access tokens: valid ones are forwarded, invalid ones are rejected, or ignored on public reads."""

import asyncio
import time
from functools import partial
from typing import TypeAlias
from uuid import uuid4

import aiohttp
import pytest
from services.gateway.tests.component.harness import Echo, Gateway, StartGateway, status_of
from yarl import URL

from chassis.testing.kafka import wait_until
from devstack.processes import http_probe

pytestmark = pytest.mark.integration

Http: TypeAlias = aiohttp.ClientSession

PRIVATE = "/api/v1/me/x"
PUBLIC = "/api/v1/catalog/x"


async def test_valid_token_is_forwarded(http: Http, echo: Echo) -> None:
    token = echo.tokens.issue()
    for scheme in ("Bearer", "bearer", "BEARER"):
        async with http.get(PRIVATE, headers={"Authorization": f"{scheme} {token}"}) as response:
            seen = await response.json()
        assert [value for name, value in seen["headers"] if name.lower() == "authorization"] == [f"Bearer {token}"]


async def test_request_without_a_token_is_forwarded(http: Http) -> None:
    async with http.get(PRIVATE) as response:
        assert response.status == 200
        assert "authorization" not in {name.lower() for name, _ in (await response.json())["headers"]}


async def test_expired_token_has_its_own_code(http: Http, echo: Echo) -> None:
    expired = {"Authorization": f"Bearer {echo.tokens.issue(lifetime=-60)}"}
    for method, path in (("GET", PRIVATE), ("POST", PUBLIC), ("POST", "/api/v1/ingestion/sync")):
        async with http.request(method, path, headers=expired) as response:
            assert (response.status, (await response.json())["error"]["code"]) == (401, "TOKEN_EXPIRED"), path


@pytest.mark.parametrize("prefix", ["catalog", "home", "insights", "stats", "users"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_public_reads_ignore_an_invalid_token(http: Http, echo: Echo, prefix: str, method: str) -> None:
    for token in ("x.y.z", echo.tokens.issue(lifetime=-60)):
        headers = {"Authorization": f"Bearer {token}"}
        async with http.request(method, f"/api/v1/{prefix}/x", headers=headers) as response:
            assert response.status == 200
    arrived = [{name.lower() for name, _ in seen["headers"]} for seen in echo.requests if seen["method"] == method]
    assert len(arrived) == 2
    assert not any("authorization" in names for names in arrived)


@pytest.mark.parametrize("prefix", ["auth", "ingestion", "catalog/import", "user-media", "me", "users/me"])
async def test_private_reads_reject_an_invalid_token(http: Http, prefix: str) -> None:
    async with http.get(f"/api/v1/{prefix}/x", headers={"Authorization": "Bearer x.y.z"}) as response:
        assert response.status == 401


@pytest.mark.parametrize("way", ["login", "register", "refresh"])
async def test_sign_in_ignores_an_expired_token(http: Http, echo: Echo, way: str) -> None:
    expired = {"Authorization": f"Bearer {echo.tokens.issue(lifetime=-60)}"}
    async with http.post(f"/api/v1/auth/{way}", headers=expired) as response:
        assert response.status == 200
        assert "authorization" not in {name.lower() for name, _ in (await response.json())["headers"]}


@pytest.mark.parametrize("credentials", ["Basic YTpi", "Bearer", "Bearer ", "Token x", "x.y.z"])
async def test_other_credentials_are_rejected(http: Http, credentials: str) -> None:
    async with http.get(PRIVATE, headers={"Authorization": credentials}) as response:
        assert response.status == 401


async def test_two_authorization_headers_are_rejected(http: Http, echo: Echo) -> None:
    token = f"Bearer {echo.tokens.issue()}"
    for path in (PRIVATE, PUBLIC):
        async with http.get(path, headers=[("Authorization", token), ("Authorization", token)]) as response:
            assert (response.status, (await response.json())["error"]["code"]) == (400, "BAD_REQUEST")


async def test_revoked_session_is_rejected_in_every_encoding(http: Http, gateway: Gateway, echo: Echo) -> None:
    session_id = uuid4()
    token = echo.tokens.issue(session_id=session_id)
    assert await status_of(http.get(PRIVATE, headers={"Authorization": f"Bearer {token}"})) == 200

    gateway.container.application.revoke_session(session_id, time.time() + 600)

    for spelling in (token, f"{token}=", f"{token}==", echo.tokens.issue(session_id=session_id)):
        async with http.get(PRIVATE, headers={"Authorization": f"Bearer {spelling}"}) as response:
            assert (response.status, (await response.json())["error"]["code"]) == (401, "UNAUTHORIZED")
    assert await status_of(http.get(PRIVATE, headers=echo.tokens.bearer())) == 200


async def test_missing_keys_are_a_503_and_not_a_401(echo: Echo, start_gateway: StartGateway) -> None:
    echo.keys_available = False
    gateway = await start_gateway(echo)
    async with aiohttp.ClientSession(gateway.url) as http:
        responses = await asyncio.gather(*(http.get(PRIVATE, headers=echo.tokens.bearer()) for _ in range(20)))
        assert {response.status for response in responses} == {503}
        assert responses[0].headers["retry-after"] == "1"
        assert await status_of(http.get(PUBLIC, headers=echo.tokens.bearer())) == 200
        echo.keys_available = True
        await asyncio.sleep(1.1)
        assert await status_of(http.get(PRIVATE, headers=echo.tokens.bearer())) == 200
        echo.keys_available = False
        assert await status_of(http.get(PRIVATE, headers=echo.tokens.bearer())) == 200, "the last valid keys are kept"


async def test_a_stack_is_ready_once_its_gateway_has_the_keys(echo: Echo, start_gateway: StartGateway) -> None:
    echo.keys_available = False
    gateway = await start_gateway(echo)
    port = URL(gateway.management_url).port
    assert port is not None
    async with aiohttp.ClientSession(gateway.url) as http:
        assert await http_probe.ready(port), "public data need no keys"
        assert not await http_probe.knows_token_keys(port)
        assert await status_of(http.get(PRIVATE, headers=echo.tokens.bearer())) == 503
        echo.keys_available = True
        await wait_until(partial(http_probe.knows_token_keys, port), what="the keys")
        assert await status_of(http.get(PRIVATE, headers=echo.tokens.bearer())) == 200
