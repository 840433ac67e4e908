"""The API as a pod runs it: ready without Kafka, and at its end it serves the requests in progress."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import asyncpg
import httpx2
import pytest

from chassis.testing.kafka import wait_until
from devstack.ports import free_ports, listens
from devstack.testing.pytest_plugin import CreateDatabase, DatabaseUrls

pytestmark = pytest.mark.integration

READ: Final = "/api/v1/home"
LANGUAGES: Final = ("en", "uk", "de", "fr", "es")
GRACE_SECONDS: Final = 60
"""`terminationGracePeriodSeconds` of the manifests."""


@asynccontextmanager
async def locked(urls: DatabaseUrls) -> AsyncIterator[asyncpg.Connection]:
    """Hold a lock that every read of the service waits for, until the context ends."""
    connection = await asyncpg.connect(urls.owner)
    try:
        async with connection.transaction():
            tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'catalog'")
            names = ", ".join(f"catalog.{row['tablename']}" for row in tables)
            await connection.execute(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")
            yield connection
    finally:
        await connection.close()


async def test_requests_in_progress_are_served_to_their_end(create_database: CreateDatabase) -> None:
    urls = await create_database("catalog")
    [port] = free_ports(1)
    settings = {
        "DATABASE_URL": urls.app,
        # Nothing listens there: the loss of Kafka must not take the API out of rotation.
        "KAFKA_BOOTSTRAP": "127.0.0.1:1",
        "JWKS_URL": "http://127.0.0.1:1",
        "HTTP_PORT": str(port),
        "LINGER_SECONDS": "1",
        "LOG_LEVEL": "WARNING",
    }
    environment = {**os.environ, **{f"CATALOG_{name}": value for name, value in settings.items()}}
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "catalog", "api", env=environment)
    try:
        await _end_with_requests(process, urls, port)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _end_with_requests(process: Process, urls: DatabaseUrls, port: int) -> None:
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as client:

        async def is_ready() -> bool:
            try:
                return (await client.get("/health/ready")).is_success
            except httpx2.HTTPError:
                return False

        await wait_until(is_ready, seconds=120, what="readiness without Kafka")
        async with locked(urls) as connection:
            requests = [asyncio.create_task(client.get(READ, params={"language": code})) for code in LANGUAGES]

            async def are_waiting() -> bool:
                return bool(await connection.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"))

            async def is_closed() -> bool:
                return not await listens(port)

            await wait_until(are_waiting, seconds=60, what="requests that wait for the database")
            process.send_signal(signal.SIGTERM)
            await wait_until(is_closed, seconds=60, what="the end of new connections")
            assert not any(request.done() for request in requests)
        responses = await asyncio.gather(*requests)
    assert [response.status_code for response in responses] == [200] * len(LANGUAGES)
    assert {response.headers["connection"] for response in responses} == {"close"}
    async with asyncio.timeout(GRACE_SECONDS):
        assert await process.wait() in (0, -signal.SIGTERM)
