"""Processes of a benchmark that serve HTTP, the load on them, and what is reported of their runs."""

import asyncio
import os
import statistics
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import psutil

from devstack.ports import listens
from devstack.processes.process import Command, start_ready

LOAD = Path(__file__).with_name("load.py")


@dataclass(frozen=True, slots=True)
class Server:
    """A process that serves HTTP."""

    port: int
    process: psutil.Process

    def get(self, target: str) -> bytes:
        """Return the body of a response."""
        with urlopen(f"http://127.0.0.1:{self.port}{target}", timeout=10) as response:
            body: bytes = response.read()
        return body

    def memory(self) -> float:
        """Return the memory of the process in megabytes, with the files that it has mapped."""
        return float(self.process.memory_info().rss) / 1e6

    def own_memory(self) -> float:
        """Return the memory of the process in megabytes without mapped files, which the system may drop at any time."""
        memory = self.process.memory_info()
        return float(memory.rss - memory.shared) / 1e6

    def cpu(self) -> float:
        """Return the processor time that the process has used, in seconds."""
        return cpu_of(self.process)


@dataclass(frozen=True, slots=True)
class Load:
    """The number of responses of one run, and the 50th and 99th percentile of their milliseconds."""

    responses: float
    median: float
    slowest: float


def cpu_of(process: psutil.Process) -> float:
    """Return the processor time of a process in seconds; 0 for one that has ended."""
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)


async def put_load(server: Server, targets: Sequence[str], connections: int, seconds: float, header: str = "") -> Load:
    """Request targets in turn for some seconds, perhaps with a header; raise SystemExit at a status other than 200."""
    client = await asyncio.create_subprocess_exec(
        sys.executable,
        str(LOAD),
        str(server.port),
        str(connections),
        str(seconds),
        header,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await client.communicate("\n".join(targets).encode())
    if client.returncode:
        raise SystemExit(f"{targets[0]}: the load generator failed")
    return Load(*map(float, output.split()))


def median_of(runs: Sequence[object], figure: str) -> float:
    """Return the median of a figure over runs."""
    return float(statistics.median(getattr(run, figure) for run in runs))


@asynccontextmanager
async def serving(
    name: str,
    port: int,
    arguments: Sequence[str],
    environment: Mapping[str, str],
    *,
    folder: Path,
    seconds: float,
    is_ready: Callable[[int], Awaitable[bool]] | None = None,
) -> AsyncIterator[Server]:
    """Yield a Python process, whose log is in `folder`, once it is ready: by default when it accepts connections."""
    command = Command(
        (sys.executable, *arguments), folder / f"{name}.log", environment={**os.environ, **environment}, folder=folder
    )
    child = await start_ready(name, command, lambda _: (is_ready or listens)(port), seconds)
    try:
        yield Server(port, psutil.Process(child.pid))
    finally:
        await child.stop()
