"""The real simulator of the providers as a child process, and the service provider_set on a fresh database."""

import asyncio
import json
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from sqlalchemy import select, text

from devstack.testing.pytest_plugin import CreateDatabase
from ingestion.bootstrap import Container, build
from ingestion.domain.jobs import Job
from ingestion.domain.titles.facts import Source, TitleKey
from ingestion.infrastructure.tables import outbox
from ingestion.providers.registry import SPECS
from ingestion.providers.spec import ProviderSettings
from ingestion.settings import Settings
from jobs.model import ACTIVE
from jobs.ports import JobFilter

START_SECONDS = 20.0
WIDE = [
    part
    for name, seconds in (("tmdb", 1), ("trakt", 300), ("omdb", 86_400), ("tvmaze", 10))
    for part in ("--limit", f"{name}=1000000/{seconds}")
]
PROVIDERS = tuple(f"{spec.name}_" for spec in SPECS)


def free_port() -> int:
    """Return a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Simulator:
    """The running simulator, and a client of it: to create one takes 80 ms, for the certificates."""

    url: str
    client: httpx2.Client

    def faults(self, provider: str, *faults: dict[str, Any]) -> None:
        """Switch faults of a provider on, instead of those before; none switches them off."""
        self.client.put(f"/control/faults/{provider}", json=list(faults)).raise_for_status()

    def requests(self) -> dict[str, Any]:
        """Return the counters of requests, per provider."""
        counted: dict[str, Any] = self.client.get("/control/requests").json()
        return counted

    def edit(self, provider: str, *edits: dict[str, Any]) -> None:
        """Replace the edits of a provider's responses; without edits, remove them."""
        address = f"/control/edits/{provider}"
        response = self.client.put(address, json=list(edits)) if edits else self.client.delete(address)
        response.raise_for_status()

    def forget_counts(self) -> None:
        """Reset the counters."""
        self.client.delete("/control/requests").raise_for_status()

    def forget(self) -> None:
        """Reset the counters and remove faults and edits."""
        self.forget_counts()
        self.client.delete("/control/faults").raise_for_status()
        self.client.delete("/control/edits").raise_for_status()


@pytest.fixture(scope="session")
def simulator_process() -> Iterator[Callable[..., Simulator]]:
    """Start simulators with given arguments."""
    started: list[tuple[subprocess.Popen[bytes], httpx2.Client]] = []

    def start(*arguments: str) -> Simulator:
        port = free_port()
        process = subprocess.Popen([sys.executable, "-m", "provider_simulator", "--port", str(port), *arguments])
        url = f"http://127.0.0.1:{port}"
        # Connections are not kept: the simulator would end them at any time.
        client = httpx2.Client(base_url=url, trust_env=False, limits=httpx2.Limits(max_keepalive_connections=0))
        started.append((process, client))
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                client.get("/health/ready").raise_for_status()
                return Simulator(url, client)
            except httpx2.HTTPError:
                if time.monotonic() > deadline or process.poll() is not None:
                    raise
                time.sleep(0.1)

    yield start
    for process, client in started:
        client.close()
        process.kill()
        process.wait(10)


@pytest.fixture(scope="session")
def free_simulator(simulator_process: Callable[..., Simulator]) -> Simulator:
    """Return the simulator without budgets of its own."""
    return simulator_process(*WIDE, "--scale", "300")


@pytest.fixture
def simulator(free_simulator: Simulator) -> Simulator:
    """Return the simulator, reset: no budgets, faults or counts."""
    free_simulator.forget()
    return free_simulator


@dataclass(slots=True)
class Service:
    """A running service and the helpers that tests need."""

    container: Container
    working: bool = False

    async def sync(self, *titles: TitleKey, user: UUID | None = None, force: bool = False) -> list[Job]:
        """Queue imports as a person would."""
        return await self.container.application.jobs.sync(titles, user=user or uuid4(), force=force)

    async def job(self, job_id: UUID) -> Job:
        """Return a job."""
        return await self.container.application.jobs.job(job_id)

    async def settle(self, *job_ids: UUID, seconds: float = 30.0) -> list[Job]:
        """Wait until the jobs have ended and give them, in order."""
        async with asyncio.timeout(seconds):
            while True:
                jobs, _ = await self.container.application.jobs.jobs(JobFilter(ids=job_ids, limit=200))
                by_id = {job.id: job for job in jobs}
                if all(by_id[job_id].status not in ACTIVE for job_id in job_ids):
                    return [by_id[job_id] for job_id in job_ids]
                await asyncio.sleep(0.05)

    async def imported(self, *titles: TitleKey, force: bool = False) -> list[Job]:
        """Import titles and wait for the jobs to end."""
        return await self.settle(*(job.id for job in await self.sync(*titles, force=force)))

    async def events(self, topic: str | None = None) -> list[dict[str, Any]]:
        """Return the events in the outbox, in order: their topic and body."""
        async with self.container.runtime.engine.connect() as connection:
            query = select(outbox.c.topic, outbox.c.body).order_by(outbox.c.id)
            rows = await connection.execute(query if topic is None else query.where(outbox.c.topic == topic))
            return [{"topic": row.topic, **json.loads(row.body)} for row in rows]

    async def scalar(self, query: str) -> Any:
        """Return one value from the database."""
        async with self.container.runtime.engine.connect() as connection:
            return await connection.scalar(text(query))


def provider_settings(simulator: Simulator, overrides: Mapping[str, Any]) -> dict[Source, ProviderSettings]:
    """Return settings of providers at the simulator, with large budgets; `overrides` are named as `tmdb_rate`."""
    paths: Mapping[Source, str] = {"tmdb": "/tmdb/3"}
    keys: Mapping[Source, str] = {"tmdb": "api_key", "omdb": "api_key", "trakt": "client_id"}
    settings: dict[Source, ProviderSettings] = {}
    for spec in SPECS:
        prefix = f"{spec.name}_"
        values = {"base_url": simulator.url + paths.get(spec.name, f"/{spec.name}"), "rate": 100_000}
        if spec.name in keys:
            values[keys[spec.name]] = "key"
        own = {name.removeprefix(prefix): value for name, value in overrides.items() if name.startswith(prefix)}
        settings[spec.name] = spec.settings(**{**values, **own})
    return settings


ProviderSettingsOf = Callable[[Simulator, Mapping[str, Any]], dict[Source, ProviderSettings]]


@pytest.fixture(name="provider_settings")
def provider_settings_fixture() -> ProviderSettingsOf:
    """Return the function that creates settings of providers at a simulator."""
    return provider_settings


StartService = Callable[..., AbstractAsyncContextManager[Service]]
StartSimulator = Callable[..., Simulator]


@pytest.fixture
def start_service(create_database: CreateDatabase) -> StartService:
    """Start the service's worker on a fresh database, or on `database`, without Kafka."""

    @asynccontextmanager
    async def start(
        simulator: Simulator, *, database: str | None = None, worker: bool = True, **settings: Any
    ) -> AsyncIterator[Service]:
        url = database or (await create_database("ingestion")).app
        container = build(
            Settings(
                **{
                    "database_url": url,
                    "kafka_bootstrap": "127.0.0.1:1",
                    "providers": provider_settings(simulator, settings),
                    "database_pool_size": 10,
                    "database_pool_overflow": 20,
                    "egress_networks": "127.0.0.0/8",
                    "egress_http": True,
                    **{name: value for name, value in settings.items() if not name.startswith(PROVIDERS)},
                }
            )
        )
        service = Service(container)
        task = asyncio.create_task(container.runner.run()) if worker else None
        try:
            yield service
        finally:
            await container.runner.stop()
            if task is not None:
                await task
            await container.provider_set.close()
            await container.runtime.engine.dispose()

    return start
