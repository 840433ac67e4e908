"""A Kafka of the benchmark's own with the events of generated titles, and the processes that are measured."""

import asyncio
import os
import shutil
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psutil
from titles import TOPICS, produce

from devstack.folders import cache_folder, temporary_data_folder
from devstack.ports import free_ports
from devstack.processes.process import Child, Command, start_ready
from devstack.servers.artifacts import install
from devstack.servers.fetch import download
from devstack.servers.kafka import Kafka
from devstack.servers.topics import create_topics
from devstack.services import ROUTED

HERE = Path(__file__).parent
START_SECONDS = 60.0
BUILD_SECONDS = 3_600.0
NOWHERE = "http://127.0.0.1:1"


@dataclass(slots=True)
class Server:
    """A process that serves HTTP."""

    port: int
    child: Child
    process: psutil.Process = field(init=False)

    def __post_init__(self) -> None:
        """Find the process."""
        self.process = psutil.Process(self.child.pid)

    def get(self, target: str) -> bytes:
        """Return the body of a response."""
        with urlopen(f"http://127.0.0.1:{self.port}{target}", timeout=10) as response:
            body: bytes = response.read()
        return body

    def memory(self) -> float:
        """Return the memory of the process in megabytes, with the pages of the index that it has mapped."""
        return float(self.process.memory_info().rss) / 1e6

    def cpu(self) -> float:
        """Return the processor time that the process has used, in seconds."""
        times = self.process.cpu_times()
        return float(times.user + times.system)


@dataclass(slots=True)
class Built:
    """A service that has read all events, and how long that took."""

    server: Server
    index: Path
    """The folder of the generation that it serves."""
    seconds: float
    processor_seconds: float


@asynccontextmanager
async def log_of(titles: int) -> AsyncIterator[tuple[str, Path]]:
    """Yield the address of a Kafka that holds the events of generated titles, and a temporary folder."""
    data = temporary_data_folder()
    port, controller_port = free_ports(2)
    installed = await asyncio.to_thread(install, cache_folder(os.environ), download)
    kafka = Kafka(installed.kafka_jars, data / "kafka", data / "kafka.log", port, controller_port)
    try:
        await kafka.start()
        await create_topics(kafka.bootstrap, TOPICS)
        await produce(kafka.bootstrap, titles)
        yield kafka.bootstrap, data
    finally:
        await kafka.kill()
        shutil.rmtree(data, ignore_errors=True)


@asynccontextmanager
async def search(bootstrap: str, data: Path, *, keeps_responses: bool) -> AsyncIterator[Built]:
    """Yield the service's own process, ready: its index holds every event."""
    [port] = free_ports(1)
    folder = data / "index"
    environment = {
        "SEARCH_KAFKA_BOOTSTRAP": bootstrap,
        "SEARCH_INDEX_FOLDER": str(folder),
        "SEARCH_INGESTION_URL": NOWHERE,
        "SEARCH_JWKS_URL": f"{NOWHERE}/.well-known/jwks.json",
        "SEARCH_HTTP_PORT": str(port),
        "SEARCH_ACCESS_LOG": "errors",
    }
    if not keeps_responses:
        environment |= {"SEARCH_SHARED_RESPONSE_SECONDS": "0", "SEARCH_KEPT_RESPONSE_BYTES": "0"}
    begun = time.monotonic()
    async with _process(data, "search", port, ["-m", "search", "api"], environment, "/health/ready") as server:
        seconds, processor_seconds = time.monotonic() - begun, server.cpu()
        generation = folder / (folder / "current").read_text("utf-8").strip()
        yield Built(server, generation, seconds, processor_seconds)


@asynccontextmanager
async def gateway(bootstrap: str, data: Path, search: Server) -> AsyncIterator[Server]:
    """Yield a gateway before the service, without limits of requests."""
    port, management = free_ports(2)
    environment = {
        **{f"GATEWAY_{service.upper()}_URL": NOWHERE for service in ROUTED},
        "GATEWAY_SEARCH_URL": f"http://127.0.0.1:{search.port}",
        "GATEWAY_KAFKA_BOOTSTRAP": bootstrap,
        "GATEWAY_JWKS_URL": f"{NOWHERE}/.well-known/jwks.json",
        "GATEWAY_HTTP_PORT": str(port),
        "GATEWAY_MANAGEMENT_PORT": str(management),
        "GATEWAY_READS_PER_MINUTE": "0",
        "GATEWAY_ACCESS_LOG": "errors",
    }
    async with _process(data, "gateway", port, ["-m", "gateway", "api"], environment) as server:
        yield server


@asynccontextmanager
async def floor(data: Path, built: Built, targets: Sequence[str]) -> AsyncIterator[Server]:
    """Yield the floor's process."""
    [port] = free_ports(1)
    file = data / "targets.txt"
    file.write_text("\n".join(targets), "utf-8")
    arguments = [str(HERE / "floor.py"), str(port), str(built.index), str(built.server.port), str(file)]
    async with _process(data, "floor", port, arguments, {}) as server:
        yield server


@asynccontextmanager
async def _process(
    data: Path, name: str, port: int, arguments: Sequence[str], environment: Mapping[str, str], ready: str = ""
) -> AsyncIterator[Server]:
    command = Command(
        (sys.executable, *arguments), data / f"{name}.log", environment={**os.environ, **environment}, folder=data
    )
    seconds = BUILD_SECONDS if ready else START_SECONDS
    child = await start_ready(name, command, lambda _: _responds(port, ready), seconds)
    try:
        yield Server(port, child)
    finally:
        await child.stop()


async def _responds(port: int, ready: str) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return not ready or await asyncio.to_thread(_is_ready, f"http://127.0.0.1:{port}{ready}")


def _is_ready(url: str) -> bool:
    try:
        with urlopen(url, timeout=5):
            return True
    except (URLError, OSError):
        return False
