"""A service that fails every request for a while: clients that retry do not multiply what it receives."""

import asyncio
import time
from pathlib import Path
from typing import Final

import aiohttp
import pytest
from services.gateway.tests.component.harness import Echo
from services.gateway.tests.component.services import raw_service
from tests.faults.edge.gateways import edge_gateway

from devstack.faults.log import Anomaly, FaultLog

STORM_SECONDS: Final = 10.0
LONG_STORM_SECONDS: Final = 60.0
CLIENTS: Final = 5
PAUSE_SECONDS: Final = 0.1
MOST_PER_OFFERED: Final = 1.2
RECOVERY_SECONDS: Final = 5.0


@pytest.mark.parametrize(
    "seconds", [STORM_SECONDS, pytest.param(LONG_STORM_SECONDS, marks=pytest.mark.nightly)], ids=["10 s", "60 s"]
)
async def test_storm_of_503_is_not_multiplied(faults: FaultLog, echo: Echo, tmp_path: Path, seconds: float) -> None:
    ill, received, offered = True, 0, 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal received
        while await reader.readuntil(b"\r\n\r\n"):
            received += 1
            status = b"503 Service Unavailable" if ill else b"200 OK"
            writer.write(b"HTTP/1.1 " + status + b"\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n")

    async with (
        raw_service(serve) as service,
        edge_gateway(tmp_path, echo, INSIGHTS_URL=service.url) as gateway,
        gateway.client() as http,
    ):

        async def request() -> int:
            nonlocal offered
            offered += 1
            async with http.get("/api/v1/insights/x") as response:
                if response.status != 200 and "Retry-After" not in response.headers:
                    faults.anomaly(Anomaly.SERVER_ERROR, f"{response.status} without Retry-After")
                return response.status

        async def client(begun: float) -> None:
            """Retry at once, as impatient clients do."""
            while time.monotonic() < begun + seconds:
                status = await request()
                faults.expect(status == 503, Anomaly.SERVER_ERROR, f"status {status} in the storm")
                await asyncio.sleep(faults.random.uniform(0, PAUSE_SECONDS))

        faults.injected("service fails every request")
        await asyncio.gather(*(client(time.monotonic()) for _ in range(CLIENTS)))
        faults.performed(offered)
        faults.note("received per offered", f"{received / offered:.2f}")
        faults.expect(
            received <= MOST_PER_OFFERED * offered, Anomaly.UNBOUNDED, f"offered {offered}, received {received}"
        )
        others = await _status(http, "/api/v1/stats/x")
        faults.expect(others == 200, Anomaly.DISTURBED, f"another service: {others}")
        ill, recovery = False, time.monotonic()
        while await request() != 200:
            if time.monotonic() > recovery + 2 * RECOVERY_SECONDS:
                break
            await asyncio.sleep(0.05)
        passed = time.monotonic() - recovery
        faults.recovered(passed)
        faults.expect(passed < RECOVERY_SECONDS, Anomaly.NOT_RECOVERED, f"after {passed:.1f} s")


async def _status(http: aiohttp.ClientSession, path: str) -> int:
    async with http.get(path) as response:
        return response.status
