"""Outages of the database: a real server that is killed again and again, and the jobs in hand go on."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from chassis.storage import migrations
from devstack.ports import free_ports
from devstack.servers import schemas
from devstack.servers.postgres import DURABLE, Postgres
from devstack.services import owner_of, roles_of
from ingestion.domain.job_rules import FAILURES
from ingestion.domain.jobs import Job
from ingestion.domain.titles.facts import TitleKey
from jobs.model import Status

if TYPE_CHECKING:
    from pathlib import Path

    from services.ingestion.tests.integration.conftest import Service, Simulator, StartService

    from devstack.servers.artifacts import Installed

pytestmark = [pytest.mark.integration, pytest.mark.slow]

SHOW = TitleKey("show", 1396)


@pytest_asyncio.fixture
async def fragile_postgres(devstack_folder: Path, devstack_parts: Installed) -> AsyncIterator[Postgres]:
    """Start a server of the test's own, which keeps what it has acknowledged when it is killed."""
    [port] = free_ports(1)
    folder = devstack_folder / f"fragile-{port}"
    home = devstack_parts.postgres_home
    server = Postgres(home, folder / "data", folder / "log", port, secrets.token_urlsafe(12), DURABLE)
    await server.start()
    yield server
    await server.stop()


async def _database(server: Postgres) -> str:
    """Create the service's database and return the address of its role."""
    name = "ingestion_outages"
    passwords = dict.fromkeys(roles_of("ingestion"), server.password)
    await schemas.provision(server.url, name, ["ingestion"], passwords)
    await asyncio.to_thread(migrations.upgrade, "ingestion", _url(server, name, owner_of("ingestion")))
    return _url(server, name, "ingestion")


def _url(server: Postgres, database: str, role: str) -> str:
    return f"postgresql://{role}:{server.password}@127.0.0.1:{server.port}/{database}"


async def _processing(service: Service, job: Job) -> None:
    async with asyncio.timeout(30):
        while True:
            if (await service.job(job.id)).status is Status.PROCESSING:
                return
            await asyncio.sleep(0.05)


async def _outage(server: Postgres, seconds: float) -> None:
    await server.kill()
    await asyncio.sleep(seconds)
    await server.start()


async def test_outages_lose_no_job_however_many_there_are(
    simulator: Simulator, start_service: StartService, fragile_postgres: Postgres
) -> None:
    url = await _database(fragile_postgres)
    async with start_service(simulator, database=url, lease_seconds=2) as service:
        simulator.faults("tmdb", {"latencyMs": 9000})
        [job] = await service.sync(SHOW)
        await _processing(service, job)
        for _ in range(FAILURES.max_lost + 1):
            await _outage(fragile_postgres, 0.2)
            await asyncio.sleep(0.5)
        simulator.faults("tmdb")
        [ended] = await service.settle(job.id, seconds=60)
    assert (ended.status, ended.lost, ended.attempts, ended.reason) == (Status.READY, 0, 0, None)


async def test_an_outage_that_outlasts_the_leases_loses_no_job(
    simulator: Simulator, start_service: StartService, fragile_postgres: Postgres
) -> None:
    url = await _database(fragile_postgres)
    async with (
        start_service(simulator, database=url, lease_seconds=2) as service,
        start_service(simulator, database=url, lease_seconds=2) as _,
    ):
        simulator.faults("tmdb", {"latencyMs": 9000})
        [job] = await service.sync(SHOW)
        await _processing(service, job)
        await _outage(fragile_postgres, 4)
        simulator.faults("tmdb")
        [ended] = await service.settle(job.id, seconds=60)
    assert (ended.status, ended.lost, ended.attempts, ended.reason) == (Status.READY, 0, 0, None)
