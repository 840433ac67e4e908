"""The contestant: ingestion as it runs in production, one process, events relayed to Kafka."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

import asyncpg
import psutil
from servers import Servers
from simulator import GENEROUS, responses

from devstack.ports import free_ports
from devstack.processes.process import Child, Command, start_ready
from devstack.servers.schemas import connected
from ingestion.bootstrap import build
from ingestion.settings import Settings

START_SECONDS = 60.0
POLL_SECONDS = 0.1

Title = tuple[str, int]


class NotImported(RuntimeError):
    """An import of the benchmark ended otherwise than well, or not in time."""

    code = "not_imported"


@dataclass(slots=True)
class Cost:
    """What a run took: seconds on the clock, and CPU seconds by process, until the last event was relayed."""

    items: int
    seconds: float
    cpu: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class Ingestion:
    """The running service."""

    servers: Servers
    child: Child
    beside: Child
    """The simulator, whose processor time is reported too."""

    async def import_all(self, titles: Sequence[Title], seconds: float) -> Cost:
        """Import titles as one bulk import; timed from its queueing to the end of the last job."""
        before = self._cpu()
        container = build(Settings(database_url=self.servers.url(), kafka_bootstrap=self.servers.kafka))
        table = "\n".join(["tmdbId,type", *(f"{number},{kind}" for kind, number in titles)])
        begun, clock = datetime.now(UTC), time.monotonic()
        try:
            await container.application.tables.accept(table, user=uuid4())
        finally:
            await container.runtime.engine.dispose()
        async with connected(self.servers.url()) as connection:
            while await _open_work(connection):
                if time.monotonic() - clock > seconds:
                    raise NotImported(f"{len(titles)} titles were not imported in {seconds:.0f} s")
                await asyncio.sleep(POLL_SECONDS)
            bad = await connection.fetch("select kind, tmdb_id, reason from jobs where status <> 'ready' limit 3")
            stored = await connection.fetchval("select count(*) from titles where unanswered = '{}'")
            ended = await connection.fetchval("select max(finished_at) from jobs")
        if bad or stored != len(titles):
            raise NotImported(f"{stored} of {len(titles)} titles are there in full; {[tuple(item) for item in bad]}")
        after = self._cpu()
        return Cost(len(titles), (ended - begun).total_seconds(), {name: after[name] - before[name] for name in after})

    def memory(self) -> tuple[int, int]:
        """Return the process's resident set and its proportional share of it, in bytes."""
        memory = psutil.Process(self.child.pid).memory_full_info()
        return memory.rss, memory.pss

    def _cpu(self) -> dict[str, float]:
        postgres = self.servers.postgres.child
        server = psutil.Process(postgres.pid) if postgres is not None else None
        return {
            "service": _spent(psutil.Process(self.child.pid)),
            # Sessions that ended are counted by their parent.
            "postgres": sum(_spent(item) for item in (server, *server.children())) if server is not None else 0.0,
            "simulator": _spent(psutil.Process(self.beside.pid)),
        }


@asynccontextmanager
async def ingestion(servers: Servers, providers: str, beside: Child, *, concurrency: int) -> AsyncIterator[Ingestion]:
    """Start the service and stop it at the end; no schedule of its own disturbs."""
    [port] = free_ports(1)
    url = f"http://127.0.0.1:{port}"
    paths = {"TMDB": "/tmdb/3", "TRAKT": "/trakt", "OMDB": "/omdb", "TVMAZE": "/tvmaze"}
    message = {
        "DATABASE_URL": servers.url(),
        "KAFKA_BOOTSTRAP": servers.kafka,
        "HTTP_PORT": str(port),
        "LOG_LEVEL": "WARNING",
        "WORKER_CONCURRENCY": str(concurrency),
        "SCHEDULER_ENABLED": "false",
        **dict.fromkeys(("TMDB_API_KEY", "TRAKT_CLIENT_ID", "OMDB_API_KEY"), "key"),
        "EGRESS_NETWORKS": "127.0.0.0/8",
        "EGRESS_HTTP": "true",
        **{f"{name}_BASE_URL": providers + path for name, path in paths.items()},
        **{f"{name}_RATE": str(GENEROUS) for name in paths},
    }
    command = Command(
        (sys.executable, "-m", "ingestion", "all"),
        servers.folder / "ingestion.log",
        environment={**os.environ, **{f"INGESTION_{name}": value for name, value in message.items()}},
    )
    child = await start_ready("ingestion", command, lambda _: responses(url), START_SECONDS)
    try:
        yield Ingestion(servers, child, beside)
    finally:
        await child.stop(30)


async def _open_work(connection: asyncpg.Connection) -> bool:
    return bool(
        await connection.fetchval(
            "select exists (select from jobs where status in ('queued', 'processing')) or exists (select from outbox)"
        )
    )


def _spent(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0  # a session that ended just now
    return float(times.user + times.system + times.children_user + times.children_system)
