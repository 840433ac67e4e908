"""Event streams: limits per user, per address and in total, and their end with token and session."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TypeAlias
from uuid import uuid4

import aiohttp
import pytest
from services.gateway.tests.component.harness import Echo, Gateway, StartGateway
from services.gateway.tests.component.services import raw_service

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
    """Return a stream read to its end; raise TimeoutError while it is open, ClientPayloadError if it was aborted."""
    async with asyncio.timeout(seconds):
        return await response.read()


@pytest.mark.parametrize("accept", [ACCEPT, {}], ids=["accepted", "not accepted"])
async def test_streams_per_user_are_limited(echo: Echo, start_gateway: StartGateway, accept: dict[str, str]) -> None:
    gateway = await start_gateway(echo, streams_per_user=2)
    alice, bob = uuid4(), uuid4()
    async with many(gateway) as http, AsyncExitStack() as streams:
        for _ in range(2):
            # Another token of the same user does not raise the limit.
            headers = {**echo.tokens.bearer(alice), **accept}
            response = await streams.enter_async_context(http.get(EVENTS, headers=headers))
            assert response.status == 200
        async with http.get(EVENTS, headers={**echo.tokens.bearer(alice), **accept}) as refused:
            error = (await refused.json())["error"]
        assert (refused.status, error["code"], refused.headers["retry-after"]) == (429, "TOO_MANY_STREAMS", "10")
        async with http.get(EVENTS, headers={**echo.tokens.bearer(bob), **accept}) as other:
            assert other.status == 200
        response.close()
        await wait_until(lambda: len(gateway.container.application.streams) == 1, what="the end of the streams")
        async with http.get(EVENTS, headers={**echo.tokens.bearer(alice), **accept}) as again:
            assert again.status == 200


async def test_streams_per_address_are_limited_for_all_users(echo: Echo, start_gateway: StartGateway) -> None:
    gateway = await start_gateway(echo, streams_per_address=3)
    async with many(gateway) as http, AsyncExitStack() as streams:
        for _ in range(3):
            headers = {**echo.tokens.bearer(uuid4()), **ACCEPT}
            assert (await streams.enter_async_context(http.get(EVENTS, headers=headers))).status == 200
        async with http.get(EVENTS, headers={**echo.tokens.bearer(uuid4()), **ACCEPT}) as refused:
            assert (refused.status, (await refused.json())["error"]["code"]) == (429, "TOO_MANY_STREAMS")


async def test_total_of_streams_is_limited(echo: Echo, start_gateway: StartGateway) -> None:
    gateway = await start_gateway(echo, max_streams=1)
    async with many(gateway) as http, http.get(EVENTS, headers=ACCEPT) as first:
        assert first.status == 200
        async with http.get(EVENTS, headers=ACCEPT) as refused:
            error = (await refused.json())["error"]
        assert (refused.status, error["code"]) == (503, "SERVICE_UNAVAILABLE")
        assert refused.headers["retry-after"] == "1"


async def test_streams_do_not_count_as_requests_in_progress(echo: Echo, start_gateway: StartGateway) -> None:
    """More streams than a service may have requests in progress (256) do not reduce this number."""
    # Long time limits, so that a slow machine does not time out.
    time_limits = {"connect_seconds": 60, "deadline_seconds": 120, "head_seconds": 60}
    gateway = await start_gateway(
        echo, streams_per_address=1000, connections_per_address=1000, reads_per_minute=0, **time_limits
    )
    async with many(gateway) as http, AsyncExitStack() as streams:
        for _ in range(270):
            response = await streams.enter_async_context(http.get("/api/v1/ingestion/quiet-events", headers=ACCEPT))
            assert response.status == 200
        responses = await asyncio.gather(*(http.get("/api/v1/ingestion/x") for _ in range(50)))
        assert {response.status for response in responses} == {200}
        assert len(gateway.container.application.streams) == 270
    await wait_until(lambda: len(gateway.container.application.streams) == 0, what="the end of the streams")


async def test_stream_ends_when_its_token_expires(gateway: Gateway, echo: Echo, http: Http) -> None:
    token = echo.tokens.issue(lifetime=2)
    async with http.get(EVENTS, headers={"Authorization": f"Bearer {token}", **ACCEPT}) as response:
        assert response.status == 200
        received = await ended(response)
    assert received.startswith(b"data: 0\n\n")
    assert received.endswith(b"\n\n")
    await wait_until(lambda: echo.streams_open == 0, what="the end of the service's stream")


@pytest.mark.parametrize("roles", [("user",), ("user", "admin")], ids=["user", "administrator"])
async def test_stream_ends_with_its_session_only(
    gateway: Gateway, echo: Echo, http: Http, roles: tuple[str, ...]
) -> None:
    """The reason of the revocation does not matter: sign-out, reuse of a refresh token, or another one."""
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


async def test_request_for_a_stream_must_not_have_a_body(gateway: Gateway, http: Http) -> None:
    async with http.get(EVENTS, headers=ACCEPT, data=b"x" * 1000) as refused:
        assert (refused.status, (await refused.json())["error"]["code"]) == (413, "PAYLOAD_TOO_LARGE")


async def test_silent_stream_gets_comments_between_events_only(echo: Echo, start_gateway: StartGateway) -> None:
    go_on = asyncio.Event()

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: begin")
        await asyncio.sleep(0.5)
        writer.write(b"ning\n\n")
        await go_on.wait()
        writer.write(b"data: end\n\n")
        await writer.drain()

    async with raw_service(handler) as service:
        gateway = await start_gateway(echo, insights_url=service.url, heartbeat_seconds=0.1)
        async with aiohttp.ClientSession(gateway.url) as http, http.get("/api/v1/insights/events") as response:
            received = await response.content.readuntil(b"connected\n\n: still connected\n\n")
            go_on.set()
            received += await ended(response)
    first, *comments = received.removesuffix(b"data: end\n\n").split(b": still connected\n\n")
    assert first == b"data: beginning\n\n"
    assert set(comments) == {b""}


async def test_encoded_stream_gets_no_comments(echo: Echo, start_gateway: StartGateway) -> None:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: x-own\r\n\r\n"
        writer.write(head + b"one")
        await asyncio.sleep(0.4)
        writer.write(b"two")
        await writer.drain()

    async with raw_service(handler) as service:
        gateway = await start_gateway(echo, insights_url=service.url, heartbeat_seconds=0.1)
        async with aiohttp.ClientSession(gateway.url) as http, http.get("/api/v1/insights/events") as response:
            assert await ended(response) == b"onetwo"
