"""Gateways in processes of their own, in front of a service that reports what it receives. Kafka is unavailable."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import aiohttp
import psutil
from aiohttp import web
from services.gateway.tests.component.harness import Echo

from chassis.testing.tokens import Tokens
from devstack.faults.clients.raw import HOST, exchange
from devstack.ports import free_ports
from devstack.processes import http_probe
from devstack.processes.process import Child, Command, start_ready
from devstack.services import service_command
from gateway.domain.routes import SERVICES

READY_SECONDS: Final = 60.0
NOWHERE: Final = "http://127.0.0.1:1"


@dataclass(frozen=True, slots=True)
class EdgeGateway:
    """A running gateway."""

    port: int
    child: Child

    @property
    def url(self) -> str:
        """The address for clients."""
        return f"http://{HOST}:{self.port}"

    @property
    def memory(self) -> int:
        """Resident memory in bytes."""
        return int(psutil.Process(self.child.pid).memory_info().rss)

    @property
    def descriptors(self) -> int:
        """Open file descriptors."""
        return psutil.Process(self.child.pid).num_fds()

    async def exchange(self, raw: bytes, *, seconds: float = 5.0) -> bytes:
        """Send bytes on a connection of their own and return what is received."""
        return await exchange(self.port, raw, seconds=seconds)

    def client(self) -> aiohttp.ClientSession:
        """Return a client that keeps no cookies."""
        connector = aiohttp.TCPConnector(limit=0)
        return aiohttp.ClientSession(self.url, connector=connector, cookie_jar=aiohttp.DummyCookieJar())


@asynccontextmanager
async def edge_gateway(folder: Path, echo: Echo, **settings: str) -> AsyncIterator[EdgeGateway]:
    """Yield a gateway in front of a service; `settings` are named without their prefix."""
    port, management_port = free_ports(2)
    environment = {
        "HTTP_PORT": str(port),
        "MANAGEMENT_PORT": str(management_port),
        "KAFKA_BOOTSTRAP": "127.0.0.1:1",
        "JWKS_URL": f"{echo.url}/.well-known/jwks.json",
        "LOG_LEVEL": "ERROR",
        # Faults are what these tests send, not how fast.
        **{
            f"{kind}_PER_MINUTE": "0"
            for kind in ("READS", "WRITES", "SEARCHES", "CHARTS", "EXPORTS", "LINKS", "SIGN_INS")
        },
        "CACHE_BYTES": "0",
        "CONNECT_SECONDS": "10",
        **{f"{service.upper()}_URL": echo.url for service in SERVICES},
        **settings,
    }
    command = Command(
        service_command("gateway"),
        folder / f"gateway-{port}.log",
        {**os.environ, **{f"GATEWAY_{name}": value for name, value in environment.items()}},
    )

    async def is_ready(_pid: int) -> bool:
        return await http_probe.ready(management_port)

    child = await start_ready("gateway", command, is_ready, READY_SECONDS)
    try:
        yield EdgeGateway(port, child)
    finally:
        await child.kill()


@asynccontextmanager
async def running_echo() -> AsyncIterator[Echo]:
    """Yield a service that responds with the request it received."""
    [port] = free_ports(1)
    service = Echo(port, Tokens())
    runner = web.AppRunner(service.app(), shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, HOST, port).start()
    try:
        yield service
    finally:
        await runner.cleanup()
