"""The processes that are measured: the service, nginx and the gateway in front of it, and the bare application."""

import asyncio
import functools
import json
import os
import shutil
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

from chassis.testing.tokens import Tokens
from contracts.event_catalog import TOPICS
from devstack.folders import cache_folder, temporary_data_folder
from devstack.ports import free_ports, listens
from devstack.processes.process import Child, Command, start_ready
from devstack.servers.artifacts import install
from devstack.servers.fetch import download
from devstack.servers.kafka import Kafka
from devstack.servers.topics import create_topics
from gateway.domain.routes import SERVICES

HERE: Final = Path(__file__).parent
HOST: Final = "127.0.0.1"
START_SECONDS: Final = 120.0
WITHOUT_LIMIT: Final = "1000000000"
NGINX: Final = """
daemon off; master_process off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx-error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  upstream service {{ server 127.0.0.1:{service}; keepalive 128; keepalive_requests 1000000; }}
  server {{
    listen 127.0.0.1:{port}; keepalive_requests 1000000;
    location / {{ proxy_pass http://service; proxy_http_version 1.1; proxy_set_header Connection ""; }}
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A running process."""

    port: int
    process: psutil.Process

    def cpu(self) -> float:
        """Return the processor time of the process in seconds."""
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def memory(self) -> float:
        """Return the memory of the process in megabytes."""
        return float(self.process.memory_info().rss) / 1e6

    def descriptors(self) -> int:
        """Return the number of open files and connections."""
        return int(self.process.num_fds())


@dataclass(frozen=True, slots=True)
class Field:
    """All processes, the address of Kafka, and tokens that the gateway accepts, each of another user."""

    servers: dict[str, Server]
    kafka: str
    tokens: list[str]

    @property
    def token(self) -> str:
        """Return the first token."""
        return self.tokens[0]


@asynccontextmanager
async def field(cores: Iterable[int], *, users: int = 1, **settings: str) -> AsyncIterator[Field]:
    """Start everything; stop it at the end. What is measured runs on `cores`, if there are any.

    `settings` are those of the gateway, without `GATEWAY_`.
    """
    tokens, folder = Tokens(), temporary_data_folder()
    service, bare, gateway, management, nginx, kafka_port, controller = free_ports(7)
    installed = await asyncio.to_thread(install, cache_folder(os.environ), download)
    kafka = Kafka(installed.kafka_jars, folder / "kafka", folder / "kafka.log", kafka_port, controller)
    environment = {
        **os.environ,
        **{f"GATEWAY_{name.upper()}_URL": f"http://{HOST}:{service}" for name in SERVICES},
        "GATEWAY_JWKS_URL": f"http://{HOST}:{service}/.well-known/jwks.json",
        "GATEWAY_KAFKA_BOOTSTRAP": kafka.bootstrap,
        "GATEWAY_HTTP_PORT": str(gateway),
        "GATEWAY_MANAGEMENT_PORT": str(management),
        "GATEWAY_READS_PER_MINUTE": WITHOUT_LIMIT,
        "GATEWAY_CACHE_BYTES": "33554432",
        **{f"GATEWAY_{name}": value for name, value in settings.items()},
    }
    script = str(HERE / "servers.py")
    commands = {
        "service": (service, (sys.executable, script, "service", str(service), json.dumps(tokens.jwks))),
        "bare": (bare, (sys.executable, script, "bare", str(bare))),
        "gateway": (gateway, (sys.executable, "-m", "gateway")),
    }
    if (program := shutil.which("nginx")) is not None:
        configuration = folder / "nginx.conf"
        configuration.write_text(NGINX.format(folder=folder, service=service, port=nginx), "utf-8")
        commands["nginx"] = nginx, (program, "-c", str(configuration), "-p", str(folder))
    try:
        await kafka.start()
        await create_topics(kafka.bootstrap, TOPICS)
        async with AsyncExitStack() as stack:
            servers: dict[str, Server] = {}
            for name, (port, arguments) in commands.items():
                command = Command(arguments, folder / f"{name}.log", environment=environment)
                child: Child = await start_ready(name, command, functools.partial(listens, port), START_SECONDS)
                stack.push_async_callback(child.stop)
                servers[name] = Server(port, psutil.Process(child.pid))
                if name in ("bare", "gateway", "nginx") and (allowed := list(cores)):
                    servers[name].process.cpu_affinity(allowed)
            yield Field(servers, kafka.bootstrap, [tokens.issue(lifetime=86_400) for _ in range(users)])
    finally:
        await kafka.kill()
        shutil.rmtree(folder, ignore_errors=True)
