"""Event streams through the gateway: their own places, a limit per account, and an end with token and session."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TypeAlias
from uuid import uuid4

import aiohttp
import pytest
from services.gateway.tests.component.harness import Echo, Gateway, StartGateway

from chassis.testing.kafka import wait_until

pytestmark = pytest.mark.integration

Http: TypeAlias = aiohttp.ClientSession
Response: TypeAlias = aiohttp.ClientResponse

EVENTS = "/api/v1/ingestion/events"
ACCEPT = {"Accept": "text/event-stream"}


@asynccontextmanager
async def many(gateway: Gateway) -> AsyncIterator[Http]:
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(gateway.url, connector=connector) as http:
        yield http


async def ended(response: Response, seconds: float = 5.0) -> bytes:
    """Read a stream to its end; raises TimeoutError while it goes on, and ClientPayloadError if it broke off."""
    async with asyncio.timeout(seconds):
        return await response.read()


@pytest.mark.parametrize("accept", [ACCEPT, {}], ids=["asked for", "not asked for"])
async def test_an_account_holds_a_few_streams_at_once(
    echo: Echo, start_gateway: StartGateway, accept: dict[str, str]
) -> None:
    gateway = await start_gateway(echo, streams_per_user=2)
    alice, bob = uuid4(), uuid4()
    async with many(gateway) as http, AsyncExitStack() as streams:
        for _ in range(2):
            # A new token of the same account is no new account.
            headers = {**echo.tokens.bearer(alice), **accept}
            response = await streams.enter_async_context(http.get(EVENTS, headers=headers))
            assert response.status == 200
        async with http.get(EVENTS, headers={**echo.tokens.bearer(alice), **accept}) as refused:
            error = (await refused.json())["error"]
        assert (refused.status, error["code"], refused.headers["retry-after"]) == (429, "TOO_MANY_STREAMS", "10")
        async with http.get(EVENTS, headers={**echo.tokens.bearer(bob), **accept}) as other:
            assert other.status == 200
        response.close()
        await wait_until(lambda: len(gateway.container.application.streams) == 1, what="the freed places")
        async with http.get(EVENTS, headers={**echo.tokens.bearer(alice), **accept}) as again:
            assert again.status == 200


async def test_an_address_holds_so_many_whatever_its_accounts(echo: Echo, start_gateway: StartGateway) -> None:
    gateway = await start_gateway(echo, streams_per_address=3)
    async with many(gateway) as http, AsyncExitStack() as streams:
        for _ in range(3):
            headers = {**echo.tokens.bearer(uuid4()), **ACCEPT}
            assert (await streams.enter_async_context(http.get(EVENTS, headers=headers))).status == 200
        async with http.get(EVENTS, headers={**echo.tokens.bearer(uuid4()), **ACCEPT}) as refused:
            assert (refused.status, (await refused.json())["error"]["code"]) == (429, "TOO_MANY_STREAMS")


async def test_all_places_for_streams_in_use_are_a_503(echo: Echo, start_gateway: StartGateway) -> None:
    gateway = await start_gateway(echo, max_streams=1)
    async with many(gateway) as http, http.get(EVENTS, headers=ACCEPT) as first:
        assert first.status == 200
        async with http.get(EVENTS, headers=ACCEPT) as refused:
            error = (await refused.json())["error"]
        assert (refused.status, error["code"]) == (503, "SERVICE_UNAVAILABLE")
        assert refused.headers["retry-after"] == "1"


async def test_streams_take_no_place_of_other_requests(echo: Echo, start_gateway: StartGateway) -> None:
    """More streams than a service has places for requests (256) leave all of these free."""
    # Long time limits: a slow machine must not look like a service without places.
    patient = {"connect_seconds": 60, "deadline_seconds": 120, "head_seconds": 60}
    gateway = await start_gateway(
        echo, streams_per_address=1000, connections_per_address=1000, reads_per_minute=0, **patient
    )
    async with many(gateway) as http, AsyncExitStack() as streams:
        for _ in range(270):
            response = await streams.enter_async_context(http.get("/api/v1/ingestion/quiet-events", headers=ACCEPT))
            assert response.status == 200
        answers = await asyncio.gather(*(http.get("/api/v1/ingestion/x") for _ in range(50)))
        assert {answer.status for answer in answers} == {200}
        assert len(gateway.container.application.streams) == 270
    await wait_until(lambda: len(gateway.container.application.streams) == 0, what="the freed places")


async def test_a_stream_ends_with_its_token(gateway: Gateway, echo: Echo, http: Http) -> None:
    token = echo.tokens.issue(lifetime=2)
    async with http.get(EVENTS, headers={"Authorization": f"Bearer {token}", **ACCEPT}) as response:
        assert response.status == 200
        received = await ended(response)
    assert received.startswith(b"data: 0\n\n")
    assert received.endswith(b"\n\n")
    await wait_until(lambda: echo.streams_open == 0, what="the service's end of the stream")


@pytest.mark.parametrize("roles", [("user",), ("user", "admin")], ids=["a user's", "an administrator's"])
async def test_a_stream_ends_with_its_session_and_others_go_on(
    gateway: Gateway, echo: Echo, http: Http, roles: tuple[str, ...]
) -> None:
    """Whatever ended the session: sign-out, reuse of a refresh token, or anything else that revokes it."""
    user_id, session_id = uuid4(), uuid4()
    token = echo.tokens.issue(user_id, roles, session_id=session_id)
    headers = {"Authorization": f"Bearer {token}", **ACCEPT}
    others = {"Authorization": f"Bearer {echo.tokens.issue(user_id, roles)}", **ACCEPT}
    async with (
        http.get(EVENTS, headers=headers) as first,
        http.get(EVENTS, headers=headers) as second,
        http.get(EVENTS, headers=others) as other_device,
    ):
        assert await first.content.readuntil(b"\n\n") == b"data: 0\n\n"
        gateway.container.application.revoke_session(session_id, time.time() + 600)
        await ended(first)
        await ended(second)
        with pytest.raises(TimeoutError):
            await ended(other_device, seconds=0.5)
    async with http.get(EVENTS, headers=headers) as refused:
        assert refused.status == 401


async def test_a_request_for_a_stream_carries_no_body(gateway: Gateway, http: Http) -> None:
    async with http.get(EVENTS, headers=ACCEPT, data=b"x" * 1000) as refused:
        assert (refused.status, (await refused.json())["error"]["code"]) == (413, "PAYLOAD_TOO_LARGE")
