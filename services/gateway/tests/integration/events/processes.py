"""Gateways in processes of their own, whose memory of the stream is so small that clients read Kafka as well."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

import aiohttp
from services.gateway.tests.integration.events.streams import following

from chassis.testing.kafka import wait_until
from devstack.ports import free_ports
from gateway.domain.routes import SERVICES


@dataclass
class GatewayProcess:
    """A gateway in a process of its own, always at the same address."""

    environment: Mapping[str, str]
    url: str
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        self.process = subprocess.Popen([sys.executable, "-m", "gateway"], env=self.environment)

    def kill(self) -> None:
        """End the process as a crash would."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        """Have the process end as a deployment does."""
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)

    def ended(self, seconds: float) -> int:
        """Return the exit status; raise TimeoutExpired while the process runs on."""
        assert self.process is not None
        return self.process.wait(seconds)

    async def is_up(self) -> bool:
        with contextlib.suppress(aiohttp.ClientError):
            async with aiohttp.ClientSession() as http, http.get(f"{self.url}/health/live") as response:
                return response.status == 200
        return False

    async def started(self) -> None:
        """Wait until the process serves requests."""
        await wait_until(self.is_up, seconds=60, what="a gateway")


def gateway_process(kafka_bootstrap: str, **changes: str) -> GatewayProcess:
    """Return a gateway that is not started; without changes it reaches no service."""
    port, management = free_ports(2)
    settings = {
        "HTTP_PORT": str(port),
        "MANAGEMENT_PORT": str(management),
        "KAFKA_BOOTSTRAP": kafka_bootstrap,
        "JWKS_URL": "http://127.0.0.1:1",
        "READS_PER_MINUTE": "0",
        "LINGER_SECONDS": "1",
        "LOG_LEVEL": "WARNING",
        "STREAM_MEMORY_BYTES": "40000",
        **{f"{service.upper()}_URL": "http://127.0.0.1:1" for service in SERVICES},
        **changes,
    }
    environment = {**os.environ, **{f"GATEWAY_{name}": value for name, value in settings.items()}}
    return GatewayProcess(environment, f"http://127.0.0.1:{port}")


@contextlib.asynccontextmanager
async def two_gateways(kafka_bootstrap: str, **changes: str) -> AsyncIterator[list[GatewayProcess]]:
    """Yield two gateways that follow the events, and kill them."""
    processes = [gateway_process(kafka_bootstrap, **changes) for _ in range(2)]
    for process in processes:
        process.start()
    try:
        for process in processes:
            await process.started()
            async with aiohttp.ClientSession(process.url) as http:
                await following(http)
        yield processes
    finally:
        for process in processes:
            process.kill()
