"""The provider simulator as a process: generated titles, a fixed latency, budgets that nothing uses up."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from devstack.ports import free_ports
from devstack.processes.process import Child, Command, start_ready

FIRST = 10_000_000
"""The lowest number of a generated title; of every five titles the last is a show."""
START_SECONDS = 30.0
GENEROUS = 1_000_000
"""Calls that every budget allows in its window: the rate limiter runs as always, and never blocks."""
WINDOWS = {"tmdb": 1, "trakt": 300, "omdb": 86_400, "tvmaze": 10}
"""Seconds of each provider's window."""


@dataclass(frozen=True, slots=True)
class Simulator:
    """Where it is, and its process."""

    url: str
    child: Child


def movies(count: int) -> list[int]:
    """Return the numbers of the first movies."""
    return [FIRST + place // 4 * 5 + place % 4 for place in range(count)]


def shows(count: int) -> list[int]:
    """Return the numbers of the first shows."""
    return [FIRST + place * 5 + 4 for place in range(count)]


async def responses(url: str) -> bool:
    """Return whether a server says that it is ready."""
    try:
        async with httpx2.AsyncClient(timeout=2, trust_env=False) as client:
            return (await client.get(f"{url}/health/ready")).status_code == httpx2.codes.OK
    except httpx2.HTTPError:
        return False


@asynccontextmanager
async def simulator(folder: Path, *, latency_ms: int, scale: int) -> AsyncIterator[Simulator]:
    """Start it and stop it at the end."""
    [port] = free_ports(1)
    url = f"http://127.0.0.1:{port}"
    command = Command(
        (
            *(sys.executable, "-m", "provider_simulator", "--port", str(port)),
            *("--scale", str(scale), "--latency-ms", str(latency_ms)),
            *(part for name, seconds in WINDOWS.items() for part in ("--limit", f"{name}={GENEROUS}/{seconds}")),
        ),
        folder / "provider_simulator.log",
    )
    child = await start_ready("provider_simulator", command, lambda _: responses(url), START_SECONDS)
    try:
        yield Simulator(url, child)
    finally:
        await child.stop()
