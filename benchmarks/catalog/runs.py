"""Runs of reads: requests to a server for some seconds, and what each costs the server and Postgres."""

import asyncio
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import aiohttp
from databases import ServiceDatabase
from processes import Server, put_load


@dataclass(frozen=True, slots=True)
class Run:
    """Responses per second of one run, their milliseconds, and the processor microseconds of each."""

    rate: float
    median: float
    slowest: float
    """The 99th percentile."""
    process: float
    postgres: float

    @property
    def processor(self) -> float:
        """The time of the process and of Postgres together."""
        return self.process + self.postgres


async def run_load(
    server: Server, data: ServiceDatabase, targets: Sequence[str], connections: int, seconds: float, header: str = ""
) -> Run:
    """Request targets in turn from a process of its own; raise SystemExit at a status other than 200."""
    process, postgres = server.cpu(), data.cpu()
    load = await put_load(server, targets, connections, seconds, header)
    process, postgres = server.cpu() - process, data.cpu() - postgres
    done = load.responses
    return Run(done / seconds, load.median, load.slowest, process / done * 1e6, postgres / done * 1e6)


async def run_clients(
    server: Server, data: ServiceDatabase, path: str, headers: Mapping[str, str], connections: int, seconds: float
) -> Run:
    """Request a path from this process; raise AssertionError at a status other than 200."""
    durations: list[float] = []
    until = time.monotonic() + seconds

    async def send(http: aiohttp.ClientSession) -> None:
        while (begun := time.monotonic()) < until:
            async with http.get(path, headers=headers) as response:
                await response.read()
                assert response.status == 200, (path, response.status)
            durations.append(time.monotonic() - begun)

    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(f"http://127.0.0.1:{server.port}", connector=connector) as http:
        process, postgres, begun = server.cpu(), data.cpu(), time.monotonic()
        await asyncio.gather(*(send(http) for _ in range(connections)))
        elapsed = time.monotonic() - begun
    done = len(durations)
    return Run(
        done / elapsed,
        statistics.median(durations) * 1e3,
        statistics.quantiles(durations, n=100)[-1] * 1e3,
        (server.cpu() - process) / done * 1e6,
        (data.cpu() - postgres) / done * 1e6,
    )
