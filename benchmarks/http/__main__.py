"""The request path of the chassis beside bare uvicorn, Starlette and FastAPI, in one run on the same machine.

    python benchmarks/http [--rounds 3] [--requests 4000] [--size 512] [--connections 16] [--only chassis]

Each contestant serves the same bytes from a process of its own and takes its turn round by round, so that a drift of
the machine's speed meets all. The processor time of the server per request is compared, since rates on a shared
machine are noise. `chassis` is a service as it runs in production, with parameters, an optional principal, metrics and
access log, and a handler that returns a finished response.
"""

import argparse
import asyncio
import functools
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
from contestants import PATH, SERVERS, SIZES
from figures import Figures
from load_process import LoadProcess, load_process
from report import FLOOR, HEAD, rows, summary

from devstack.folders import temporary_data_folder
from devstack.ports import free_ports, listens
from devstack.processes.process import Child, Command, start_ready

HERE = Path(__file__).parent
CONNECTIONS = (1, 16, 64)
START_SECONDS = 120.0


@asynccontextmanager
async def servers(names: list[str]) -> AsyncIterator[dict[str, tuple[int, Child]]]:
    """Start each contestant; stop them at the end."""
    folder = temporary_data_folder()
    running: dict[str, tuple[int, Child]] = {}
    try:
        for name, port in zip(names, free_ports(len(names)), strict=True):
            arguments = (sys.executable, str(HERE / "contestants.py"), name, str(port))
            child = await start_ready(
                name, Command(arguments, folder / f"{name}.log"), functools.partial(listens, port), START_SECONDS
            )
            running[name] = port, child
        yield running
    finally:
        for _, child in running.values():
            await child.stop()
        shutil.rmtree(folder, ignore_errors=True)


async def measure(
    load: LoadProcess, port: int, pid: int, size: int, connections: int, requests: int
) -> tuple[float, float]:
    """Return the seconds that the requests took on the clock, and those of the server's processor."""
    path = PATH.format(size=size) + "?limit=20"
    before = psutil.Process(pid).cpu_times()
    seconds = await load.send({"port": port, "path": path, "connections": connections, "requests": requests})
    after = psutil.Process(pid).cpu_times()
    return seconds, after.user - before.user + after.system - before.system


async def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--requests", type=int, default=4000, help="per round of a contestant")
    parser.add_argument("--size", type=int, choices=SIZES, action="append", help="may be repeated; all by default")
    parser.add_argument("--connections", type=int, action="append", help="may be repeated; 1, 16 and 64 by default")
    parser.add_argument("--only", choices=SERVERS, action="append", help="contestants beside uvicorn and starlette")
    arguments = parser.parse_args()
    names = [name for name in SERVERS if not arguments.only or name in ("uvicorn", FLOOR, *arguments.only)]
    cells: list[dict[str, Figures]] = []
    print(HEAD)
    async with servers(names) as running, load_process() as load:
        for port, child in running.values():
            await measure(load, port, child.pid, SIZES[0], 4, 500)
        for size in arguments.size or SIZES:
            for connections in arguments.connections or CONNECTIONS:
                cells.append({name: Figures() for name in names})
                for _ in range(arguments.rounds):
                    for name, (port, child) in running.items():
                        seconds, cpu = await measure(load, port, child.pid, size, connections, arguments.requests)
                        cells[-1][name].add(arguments.requests, cpu, seconds)
                print("\n".join(rows(size, connections, cells[-1])), flush=True)
    print("\n".join(summary(cells)))
    print("goals: chassis at least 0.6 of starlette, at most 100 us more than bare uvicorn")


if __name__ == "__main__":
    asyncio.run(main())
