"""Segments per second through the gateway, next to nginx on the same files of the same run.

`nginx` sends the files by sendfile, `nginx hop` is a second nginx in front of it. `memory` is the gateway with the file
in memory, `streamed` the gateway in front of nginx as its storage, `storage` in front of the devstack's storage, whose
own processor time is not counted but taken from the other core. All gateways check the token of each request.
"""

import argparse
import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import psutil
from figures import Figures
from segment_servers import Contestant, contestants

LOAD: Final = Path(__file__).parent.parent / "http" / "load.py"
SIZES: Final = (64, 500, 1000)
FLOOR: Final = "nginx"


@asynccontextmanager
async def _load(cores: list[int]) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(sys.executable, str(LOAD), stdin=PIPE, stdout=PIPE)
    if cores:
        psutil.Process(process.pid).cpu_affinity(cores)
    assert process.stdin is not None
    try:
        yield process
    finally:
        process.stdin.close()
        await process.wait()


async def _measure(
    client: asyncio.subprocess.Process, server: Contestant, size: int, connections: int, requests: int
) -> tuple[float, float]:
    """Return the processor time of the server and the seconds on the clock."""
    assert client.stdin is not None
    assert client.stdout is not None
    order = {"port": server.port, "path": f"{server.base}{size}.m4s", "connections": connections, "requests": requests}
    before = server.cpu()
    client.stdin.write(json.dumps(order).encode() + b"\n")
    line = await client.stdout.readline()
    if not line:
        raise RuntimeError("the load ended early: its message is above")
    return server.cpu() - before, float(line)


async def main(arguments: Sequence[str]) -> None:
    """Measure every contestant at every size, and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--megabytes", type=int, default=400, help="per round of a contestant")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--only", action="append", help="a contestant; may be repeated")
    options = parser.parse_args(arguments)
    allowed = sorted(os.sched_getaffinity(0))
    measured, others = (allowed[:1], allowed[1:]) if len(allowed) > 1 else ([], [])
    async with contestants(SIZES, measured) as servers, _load(others) as client:
        names = [name for name in servers if not options.only or name in (FLOOR, *options.only)]
        print(
            f"{'KB':>5}  {'':<10}{'files/s':>9}{'MB/s':>8}{'of nginx':>10}{'CPU us':>9}{'of nginx by CPU':>17}{'MB':>7}"
        )
        for size in SIZES:
            cell = {name: Figures() for name in names}
            requests = max(50, options.megabytes * 1000 // size)
            for round_ in range(options.rounds + 1):
                for name in names:
                    count = requests if round_ else 50
                    cpu, seconds = await _measure(client, servers[name], size, options.connections, count)
                    if round_:
                        cell[name].add(count, cpu, seconds)
            floor = cell[FLOOR]
            for name, own in cell.items():
                print(
                    f"{size:>5}  {name:<10}{own.rate:>9,.0f}{own.rate * size / 1000:>8,.0f}"
                    f"{own.rate / floor.rate:>10.2f}{own.cost:>9.0f}{floor.cost / own.cost:>17.2f}"
                    f"{servers[name].memory():>7.0f}",
                    flush=True,
                )
    print("goal: memory at least 0.25 of nginx with 500 KB and 1 MB")
