"""The processes that send segments: the storage, nginx on its files, and gateways with and without memory."""

import asyncio
import functools
import os
import shutil
import sys
import time
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

import psutil

from chassis.testing.clock import FixedClock
from devstack.folders import cache_folder, temporary_data_folder
from devstack.ports import free_ports, listens
from devstack.processes.process import Child, Command, start_ready
from devstack.servers.artifacts import install
from devstack.servers.fetch import download
from devstack.servers.object_storage import ACCESS_KEY, BUCKET, ObjectStorage
from gateway.domain.routes import SERVICES
from objects.calls import Bucket
from objects.prefix_tokens import PrefixToken, PrefixTokenKeys
from objects.s3 import S3Objects
from objects.signing import Credentials

HOST: Final = "127.0.0.1"
START_SECONDS: Final = 120.0
KEYS: Final = f"k1:{'11' * 32}"
PREFIX: Final = "vod/benchmark/1/"
NGINX: Final = """
daemon off; master_process off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx-error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; tcp_nopush on; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  upstream files {{ server 127.0.0.1:{port}; keepalive 128; keepalive_requests 1000000; }}
  server {{
    listen 127.0.0.1:{port}; keepalive_requests 1000000;
    location /{bucket}/ {{ root {root}; }}
  }}
  server {{
    listen 127.0.0.1:{hop}; keepalive_requests 1000000;
    location / {{ proxy_pass http://files; proxy_http_version 1.1; proxy_set_header Connection ""; }}
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class Contestant:
    """A running server, and the path by which it has a file."""

    port: int
    process: psutil.Process
    base: str

    def cpu(self) -> float:
        """Return the processor time of the process in seconds."""
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def memory(self) -> float:
        """Return the memory of the process in megabytes."""
        return float(self.process.memory_info().rss) / 1e6


@asynccontextmanager
async def contestants(sizes: Sequence[int], cores: Iterable[int]) -> AsyncIterator[dict[str, Contestant]]:
    """Start everything with a file of each size; stop it at the end. nginx and the gateways run on `cores`."""
    folder = temporary_data_folder()
    stored_port, nginx, hop, *ports = free_ports(9)
    installed = await asyncio.to_thread(install, cache_folder(os.environ), download)
    storage = ObjectStorage(installed.storage_jar, folder / "storage", folder / "storage.log", stored_port, "benchmark")
    try:
        async with AsyncExitStack() as stack:
            await storage.start()
            stack.push_async_callback(storage.stop)
            await _fill(storage, sizes)
            program = shutil.which("nginx")
            if program is None:
                raise RuntimeError("nginx is the floor: install it")
            configuration = folder / "nginx.conf"
            root = storage.stored("x").parent.parent
            text = NGINX.format(folder=folder, root=root, port=nginx, hop=hop, bucket=BUCKET)
            configuration.write_text(text, "utf-8")
            commands = {
                "nginx": (nginx, Command((program, "-c", str(configuration), "-p", str(folder)), folder / "nginx.log")),
                "memory": _gateway(ports[0:2], folder, storage.url, "67108864"),
                "streamed": _gateway(ports[2:4], folder, f"http://{HOST}:{nginx}", "0"),
                "storage": _gateway(ports[4:6], folder, storage.url, "0"),
            }
            bases = {"nginx": f"/{BUCKET}/{PREFIX}", "nginx hop": f"/{BUCKET}/{PREFIX}"}
            result: dict[str, Contestant] = {}
            for name, (port, command) in commands.items():
                child: Child = await start_ready(name, command, functools.partial(listens, port), START_SECONDS)
                stack.push_async_callback(child.stop)
                result[name] = Contestant(
                    port, psutil.Process(child.pid), bases.get(name, f"/media/{_token()}/{PREFIX}")
                )
                if allowed := list(cores):
                    result[name].process.cpu_affinity(allowed)
            result["nginx hop"] = Contestant(hop, result["nginx"].process, bases["nginx hop"])
            yield result
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _fill(storage: ObjectStorage, sizes: Sequence[int]) -> None:
    objects = S3Objects(
        Bucket(BUCKET, storage.url, storage.url, Credentials(ACCESS_KEY, storage.secret_key)), FixedClock()
    )
    for size in sizes:
        await objects.put(f"{PREFIX}{size}.m4s", os.urandom(size * 1000), content_type="video/iso.segment")


def _gateway(ports: Sequence[int], folder: Path, storage: str, cache_bytes: str) -> tuple[int, Command]:
    """Return a gateway that reaches the storage and nothing else."""
    port, management = ports
    settings: Mapping[str, str] = {
        **{f"{service.upper()}_URL": f"http://{HOST}:1" for service in SERVICES},
        "JWKS_URL": f"http://{HOST}:1",
        "KAFKA_BOOTSTRAP": f"{HOST}:1",
        "HTTP_PORT": str(port),
        "MANAGEMENT_PORT": str(management),
        "STORAGE_ENDPOINT": storage,
        "STORAGE_BUCKET": BUCKET,
        "STORAGE_ACCESS_KEY": ACCESS_KEY,
        "STORAGE_SECRET_KEY": "benchmark",
        "DELIVERY_KEYS": KEYS,
        "MEDIA_CACHE_BYTES": cache_bytes,
        "MEDIA_PER_SESSION": "1000",
        "LOG_LEVEL": "ERROR",
    }
    environment = {**os.environ, **{f"GATEWAY_{name}": value for name, value in settings.items()}}
    return port, Command((sys.executable, "-m", "gateway"), folder / f"gateway-{port}.log", environment=environment)


def _token() -> str:
    proved = PrefixToken((PREFIX,), int(time.time()) + 86_400, UUID(int=1), uuid4(), uuid4())
    return PrefixTokenKeys.parse(KEYS).issue(proved)
