"""Ranges of a track through the whole path, next to nginx on the same file.

nginx sends by sendfile. `music` is the service alone, `gateway` the gateway in front of it: each request has a token,
which both verify, and the service looks the track up for its user. Servers share one core, the load has another. The
processor time is that of all processes of a path, without Postgres.
"""

import argparse
import os
from collections.abc import Sequence
from typing import Final

from figures import Figures
from load_process import LoadProcess, load_process
from stream_servers import Contestant, contestants

KILOBYTES: Final = (256, 1024, 4096)
CONNECTIONS: Final = (16, 64)
FIRST: Final = 1_000_000
"""Where the range begins."""
FLOOR: Final = "nginx"
GOAL: Final = 0.25


async def _measure(
    load: LoadProcess, server: Contestant, headers: str, connections: int, requests: int
) -> tuple[float, float]:
    """Return the processor time of the servers and the seconds on the clock."""
    order = {"port": server.port, "path": server.path, "connections": connections, "requests": requests}
    before = server.cpu()
    seconds = await load.send({**order, "headers": headers})
    return server.cpu() - before, seconds


async def main(arguments: Sequence[str]) -> None:
    """Measure every server with every size of a range, and print it."""
    parser = argparse.ArgumentParser(prog="streams", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--megabytes", type=int, default=400, help="per round of a server")
    options = parser.parse_args(arguments)
    allowed = sorted(os.sched_getaffinity(0))
    measured, others = (allowed[:1], allowed[1:]) if len(allowed) > 1 else ([], [])
    async with contestants(measured) as (servers, token), load_process(others) as load:
        print(f"{'KiB':>5}{'':>4}{'':<9}{'MB/s':>8}{'of nginx':>10}{'CPU us':>9}{'of nginx by CPU':>17}")
        for size in KILOBYTES:
            last = FIRST + size * 1024 - 1
            headers = f"Host: benchmark\r\nAuthorization: Bearer {token}\r\nRange: bytes={FIRST}-{last}\r\n"
            for connections in CONNECTIONS:
                requests = max(2 * connections, options.megabytes * 1000 // size)
                cells = {name: Figures() for name in servers}
                for round_ in range(options.rounds + 1):
                    for name, server in servers.items():
                        count = requests if round_ else 2 * connections
                        cpu, seconds = await _measure(load, server, headers, connections, count)
                        if round_:
                            cells[name].add(count, cpu, seconds)
                for name, own in cells.items():
                    print(
                        f"{size:>5}{connections:>4} {name:<8}{own.rate * size * 1024 / 1e6:>8,.0f}"
                        f"{own.rate / cells[FLOOR].rate:>10.2f}{own.cost:>9.0f}{cells[FLOOR].cost / own.cost:>17.2f}",
                        flush=True,
                    )
    print(f"goal: gateway at least {GOAL} of nginx")
