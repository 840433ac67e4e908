"""A Kafka of the benchmark's own with the events of generated titles, and the processes that are measured."""

import asyncio
import os
import shutil
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from processes import Server, serving
from titles import TOPICS, produce

from devstack.folders import cache_folder, temporary_data_folder
from devstack.ports import free_ports, listens
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
    arguments = ["-m", "search", "api"]
    async with serving(
        "search", port, arguments, environment, folder=data, seconds=BUILD_SECONDS, is_ready=_is_complete
    ) as server:
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
        "GATEWAY_SEARCHES_PER_MINUTE": "0",
        "GATEWAY_ACCESS_LOG": "errors",
    }
    arguments = ["-m", "gateway", "api"]
    async with serving("gateway", port, arguments, environment, folder=data, seconds=START_SECONDS) as server:
        yield server


@asynccontextmanager
async def floor(data: Path, built: Built, targets: Sequence[str]) -> AsyncIterator[Server]:
    """Yield the floor's process."""
    [port] = free_ports(1)
    file = data / "targets.txt"
    file.write_text("\n".join(targets), "utf-8")
    arguments = [str(HERE / "floor.py"), str(port), str(built.index), str(built.server.port), str(file)]
    async with serving("floor", port, arguments, {}, folder=data, seconds=START_SECONDS) as server:
        yield server


async def _is_complete(port: int) -> bool:
    return await listens(port) and await asyncio.to_thread(_is_ready, f"http://127.0.0.1:{port}/health/ready")


def _is_ready(url: str) -> bool:
    try:
        with urlopen(url, timeout=5):
            return True
    except (URLError, OSError):
        return False
