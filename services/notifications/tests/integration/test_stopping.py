"""The service as a process that has to stop: it ends the streams of inboxes at once."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import httpx2
import pytest
import pytest_asyncio
from aiohttp import web

from chassis.testing.kafka import wait_until
from chassis.testing.tokens import Tokens
from devstack.ports import free_ports
from devstack.testing.pytest_plugin import CreateDatabase

pytestmark = pytest.mark.integration

STREAM: Final = "/api/v1/notifications/stream"
LIMIT_SECONDS: Final = 120
"""The time limit of a process that stops: far longer than the test waits."""


@pytest_asyncio.fixture
async def jwks_url(tokens: Tokens) -> AsyncIterator[str]:
    async def keys(_: web.Request) -> web.Response:
        return web.json_response(tokens.jwks)

    app = web.Application()
    app.router.add_get("/keys", keys)
    runner = web.AppRunner(app)
    await runner.setup()
    [port] = free_ports(1)
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield f"http://127.0.0.1:{port}/keys"
    await runner.cleanup()


async def test_stop_ends_streams_at_once(
    create_database: CreateDatabase, encryption_key: Path, notice_key: Path, tokens: Tokens, jwks_url: str
) -> None:
    urls = await create_database("notifications")
    [port] = free_ports(1)
    settings = {
        "DATABASE_URL": urls.app,
        "KAFKA_BOOTSTRAP": "127.0.0.1:1",
        "ENCRYPTION_KEY_FILES": str(encryption_key),
        "NOTICE_KEY_FILES": str(notice_key),
        "JWKS_URL": jwks_url,
        "HTTP_PORT": str(port),
        "LOG_LEVEL": "WARNING",
        "SHUTDOWN_SECONDS": str(LIMIT_SECONDS),
    }
    environment = {**os.environ, **{f"NOTIFICATIONS_{name}": value for name, value in settings.items()}}
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "notifications", "api", env=environment)
    try:
        await _stop_with_stream(process, f"http://127.0.0.1:{port}", tokens)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _stop_with_stream(process: Process, url: str, tokens: Tokens) -> None:
    async with httpx2.AsyncClient(base_url=url, headers=tokens.bearer(), timeout=30, trust_env=False) as client:

        async def is_up() -> bool:
            try:
                return (await client.get("/health/live")).is_success
            except httpx2.HTTPError:
                return False

        await wait_until(is_up, seconds=60, what="the process")
        async with client.stream("GET", STREAM) as response:
            parts = response.aiter_text()
            assert await anext(parts) == "retry: 2000\n\n"
            process.send_signal(signal.SIGTERM)
            # A body that is broken off raises an error.
            assert [part async for part in parts] == []
        assert await asyncio.wait_for(process.wait(), LIMIT_SECONDS / 4) in (0, -signal.SIGTERM)
