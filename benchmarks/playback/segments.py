"""Segments per second through the gateway, next to nginx on the same files of the same run.

`nginx` sends the files by sendfile, `nginx hop` is a second nginx in front of it. `memory` is the gateway with the file
in memory, `streamed` the gateway in front of nginx as its storage, `storage` in front of the devstack's storage, whose
own processor time is not counted but taken from the other core. All gateways check the token of each request.
"""

import argparse
import os
from collections.abc import Sequence
from typing import Final

from figures import Figures
from load_process import LoadProcess, load_process
from segment_servers import Contestant, contestants

SIZES: Final = (64, 500, 1000)
FLOOR: Final = "nginx"


async def _measure(
    load: LoadProcess, server: Contestant, size: int, connections: int, requests: int
) -> tuple[float, float]:
    """Return the processor time of the server and the seconds on the clock."""
    path, before = f"{server.base}{size}.m4s", server.cpu()
    seconds = await load.send({"port": server.port, "path": path, "connections": connections, "requests": requests})
    return server.cpu() - before, seconds


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
    async with contestants(SIZES, measured) as servers, load_process(others) as load:
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
                    cpu, seconds = await _measure(load, servers[name], size, options.connections, count)
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
