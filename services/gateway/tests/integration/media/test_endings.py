"""Files end with their sessions: through Kafka, at every replica, and within seconds."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

import aiohttp
import pytest
import pytest_asyncio
from services.gateway.tests.component.harness import Echo, Gateway, launch, started
from services.gateway.tests.component.media.keys import KEYS, PREFIX, token

from chassis.testing.kafka import outgoing, produce, wait_until
from chassis.testing.tokens import Tokens
from contracts.auth import SessionRevokedV1
from contracts.event import encode
from contracts.playback.sessions import PlaybackSessionEndedV1

pytestmark = pytest.mark.integration

LARGE: Final = 200_000_000


async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Send a short file at once, and a part of `slow` whenever some time has passed."""
    while head := await reader.readuntil(b"\r\n\r\n"):
        if b"/slow" not in head:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfile")
            continue
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % LARGE)
        while not writer.is_closing():
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)
        return


@pytest_asyncio.fixture
async def gateways(kafka_bootstrap: str) -> AsyncIterator[list[Gateway]]:
    """Yield two replicas in front of a storage."""
    async with drip_server() as url:
        settings = {"storage_endpoint": url, "delivery_keys": KEYS, "kafka_bootstrap": kafka_bootstrap}
        launched = [launch(Echo(1, Tokens()), **settings) for _ in range(2)]
        try:
            replicas = [await started(gateway) for gateway, _ in launched]
            for replica in replicas:
                await current(replica)
            yield replicas
        finally:
            for _, stop in launched:
                await asyncio.to_thread(stop)


@asynccontextmanager
async def drip_server() -> AsyncIterator[str]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await drip(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1")
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


async def is_current(gateway: Gateway) -> bool:
    async with aiohttp.ClientSession() as http, http.get(f"{gateway.management_url}/health/ready") as response:
        checks = (await response.json())["checks"]
    return all(checks[name]["status"] == "up" for name in ("revocations", "ended playback sessions"))


async def current(gateway: Gateway) -> None:
    await wait_until(lambda: is_current(gateway), seconds=30, what="the feeds")


def ended(session_id: UUID, *, minutes: float = 60) -> PlaybackSessionEndedV1:
    now = datetime.now(UTC)
    return PlaybackSessionEndedV1(
        session_id=session_id,
        user_id=uuid4(),
        reason="user",
        ended_at=now,
        expires_at=now + timedelta(minutes=minutes),
    )


def revoked(session_id: UUID) -> SessionRevokedV1:
    now = datetime.now(UTC)
    return SessionRevokedV1(
        session_id=session_id, user_id=uuid4(), revoked_at=now, expires_at=now + timedelta(minutes=11)
    )


async def status(gateway: Gateway, address: str) -> tuple[int, str]:
    async with aiohttp.ClientSession(gateway.url) as http, http.get(address) as response:
        text = await response.text()
        return response.status, text if response.status == 200 else (await response.json())["error"]["code"]


@pytest.mark.parametrize("kind", ["playback session", "sign-in session"])
async def test_files_are_refused_and_responses_end_at_every_replica(
    gateways: list[Gateway], kafka_bootstrap: str, kind: str
) -> None:
    playback, sign_in, other = uuid4(), uuid4(), uuid4()
    address = f"/media/{token(session=playback, auth_session=sign_in)}/{PREFIX}"
    untouched = f"/media/{token(session=other)}/{PREFIX}"
    async with aiohttp.ClientSession() as http:
        open_ones = [await http.get(f"{gateway.url}{address}slow.m4s").__aenter__() for gateway in gateways]
        going_on = await http.get(f"{gateways[0].url}{untouched}slow.m4s").__aenter__()
        for response in (*open_ones, going_on):
            assert await response.content.readexactly(3) == b"xxx"
        assert [await status(gateway, f"{address}a.m4s") for gateway in gateways] == [(200, "file")] * 2

        event = ended(playback) if kind == "playback session" else revoked(sign_in)
        publisher = "playback" if kind == "playback session" else "auth"
        await produce(kafka_bootstrap, [outgoing(encode(event, publisher))])
        began = time.monotonic()
        for response in open_ones:
            with pytest.raises(aiohttp.ClientPayloadError):
                async with asyncio.timeout(30):
                    await response.read()
        print(f"{kind}: responses ended {time.monotonic() - began:.2f} s after the event")
        for gateway in gateways:
            await refused(gateway, f"{address}a.m4s")
        print(f"{kind}: next files refused {time.monotonic() - began:.2f} s after the event")
        assert await going_on.content.readexactly(3) == b"xxx"
        assert await status(gateways[0], f"{untouched}a.m4s") == (200, "file")
        going_on.close()


async def refused(gateway: Gateway, address: str) -> None:
    async def is_refused() -> bool:
        return await status(gateway, address) == (403, "PLAYBACK_ENDED")

    await wait_until(is_refused, seconds=30, what="the refusal")


async def test_a_gateway_that_starts_knows_what_ended_before(kafka_bootstrap: str) -> None:
    playback, expired = uuid4(), uuid4()
    events = [ended(playback), ended(expired, minutes=-10)]
    await produce(kafka_bootstrap, [outgoing(encode(event, "playback")) for event in events])
    async with drip_server() as url:
        settings = {"storage_endpoint": url, "delivery_keys": KEYS, "kafka_bootstrap": kafka_bootstrap}
        launched, stop = launch(Echo(1, Tokens()), **settings)
        try:
            gateway = await started(launched)
            await current(gateway)
            assert await status(gateway, f"/media/{token(session=playback)}/{PREFIX}a.m4s") == (403, "PLAYBACK_ENDED")
            assert await status(gateway, f"/media/{token(session=expired)}/{PREFIX}a.m4s") == (200, "file")
        finally:
            await asyncio.to_thread(stop)
