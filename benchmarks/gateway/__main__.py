"""The gateway beside nginx and a bare application, in one run on the same machine.

    python benchmarks/gateway [--rounds 3] [--requests 3000] [--size 512] [--connections 16] [--minutes 0.2]
                              [--changes 200] [--only cached]

`service` is requested directly, `nginx` is a hop in front of it (if nginx is installed), `token` the gateway with an
EdDSA-signed token and without its cache, `cached` a page that the gateway has, and `bare` an ASGI application on the
gateway's server class that sends the same bytes: the ceiling. Contestants take turns round by round, so that a drift of
the machine's speed meets all. Compare ratios, not rates. After the table: 50 clients of a cold page, the time from an
announced change to the changed page, and the memory of the gateway while pages are requested that exceed its cache.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path

# The figures are those of the benchmark of the request path.
sys.path.append(str(Path(__file__).resolve().parent.with_name("http")))

from contestants import Field, Server, field
from figures import Figures
from load_process import LoadProcess, load_process
from probes import API, changes, cold_pages, memory
from report import HEAD, percentiles, rows, summary
from servers import SIZES

CONNECTIONS = (1, 16, 64)
HEADERS = "Host: 127.0.0.1\r\nUser-Agent: benchmark\r\nAccept: application/json\r\nAccept-Language: en\r\n"


async def measure(load: LoadProcess, server: Server, order: Mapping[str, object]) -> tuple[float, float]:
    """Return the processor time of the server and the seconds on the clock that the requests took."""
    before = server.cpu()
    seconds = await load.send({"port": server.port, **order})
    return server.cpu() - before, seconds


def contestants(running: Field, only: list[str] | None) -> dict[str, tuple[Server, str]]:
    """Return the server of each contestant and the headers of its requests."""
    servers = running.servers
    token = f"{HEADERS}Authorization: Bearer {running.token}\r\n"
    every = {
        "bare": (servers["bare"], HEADERS),
        "service": (servers["service"], HEADERS),
        **({"nginx": (servers["nginx"], HEADERS)} if "nginx" in servers else {}),
        "token": (servers["gateway"], token),
        "cached": (servers["gateway"], HEADERS),
    }
    return {name: what for name, what in every.items() if not only or name == "bare" or name in only}


async def table(running: Field, arguments: argparse.Namespace, cores: list[int]) -> None:
    """Measure every contestant at every size and number of connections."""
    cells: list[dict[str, Figures]] = []
    every = contestants(running, arguments.only)
    print(HEAD)
    async with load_process(cores) as load:
        for size in arguments.size or SIZES:
            path = f"{API}/items/{size}"
            for connections in arguments.connections or CONNECTIONS:
                cells.append({name: Figures() for name in every})
                for round_ in range(arguments.rounds + 1):
                    for name, (server, headers) in every.items():
                        requests = arguments.requests if round_ else 200
                        order = {"path": path, "connections": connections, "requests": requests, "headers": headers}
                        cpu, seconds = await measure(load, server, order)
                        if round_:
                            cells[-1][name].add(requests, cpu, seconds)
                print("\n".join(rows(size, connections, cells[-1])), flush=True)
    print("\n".join(summary(cells)))
    print("goals: cached at least 0.7 of bare, token at least 0.25 of nginx at 16 connections")


async def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--requests", type=int, default=3000, help="per round of a contestant")
    parser.add_argument("--size", type=int, choices=SIZES, action="append", help="may be repeated; all by default")
    parser.add_argument("--connections", type=int, action="append", help="may be repeated; 1, 16 and 64 by default")
    parser.add_argument("--minutes", type=float, default=0.2, help="how long memory is watched")
    parser.add_argument("--changes", type=int, default=200, help="how many changes are announced")
    parser.add_argument("--only", choices=("service", "nginx", "token", "cached"), action="append")
    arguments = parser.parse_args()
    allowed = sorted(os.sched_getaffinity(0))
    measured, others = (allowed[:1], allowed[1:]) if len(allowed) > 1 else ([], [])
    async with field(measured) as running:
        await table(running, arguments, others)
        sent, received = await cold_pages(running, 5)
        print(f"cold pages: {sent} requests for 5 pages, {received} of them at the service")
        print(f"from an announced change to the changed page: {percentiles(await changes(running, arguments.changes))}")
        seconds = arguments.minutes * 60
        async for passed, megabytes in memory(running, seconds, max(1.0, seconds / 10)):
            print(f"memory after {passed:>5.0f} s: {megabytes:.1f} MB", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
