"""The library's reads beside their statements, for a user with many plays and one with few, in one run.

    python benchmarks/library [--plays 100000] [--connections 16] [--seconds 2] [--rounds 3]

A further million plays belong to ten thousand other users. All of a kind run in turn, round by round, so that a drift
of the machine's speed meets each. A ratio is that of the processor time per response, of the process and of Postgres:
rates depend on what else the machine does. What is computed after a change is measured by itself.
"""

import argparse
import asyncio
import statistics
import sys
import time
from collections import defaultdict
from pathlib import Path
from uuid import UUID

import aiohttp
import asyncpg

sys.path.append(str(Path(__file__).resolve().parent.with_name("catalog")))

from journals import HEAVY, LIGHT, fill
from processes import Server
from runs import Run, run_clients
from servers import Database, database, floor, service

from chassis.testing.tokens import Tokens

API = "/api/v1"
HOUR = 3_600
COMPUTATIONS = 5


def paths(title: UUID) -> dict[str, str]:
    """Return the path of each read."""
    return {
        "continue": f"{API}/user-media/continue?limit=20",
        "next up": f"{API}/me/continue?limit=20",
        "history": f"{API}/me/plays?limit=20",
        "statistics": f"{API}/me/statistics",
        "state": f"{API}/user-media/{title}",
        "entries": f"{API}/user-media?limit=20",
    }


async def computation(
    server: Server, data: Database, connection: asyncpg.Connection, user: UUID, headers: dict[str, str]
) -> str:
    """Return what the first read of statistics after a change takes: the median, and the mean processor time."""
    durations, process, postgres = [], 0.0, 0.0
    async with aiohttp.ClientSession(f"http://127.0.0.1:{server.port}") as http:
        for _ in range(COMPUTATIONS):
            await connection.execute("update library.play_counts set revision = revision + 1 where user_id = $1", user)
            process -= server.cpu()
            postgres -= data.cpu()
            begun = time.monotonic()
            async with http.get(f"{API}/me/statistics", headers=headers) as response:
                assert response.status == 200
                await response.read()
            durations.append(time.monotonic() - begun)
            process += server.cpu()
            postgres += data.cpu()
    milliseconds = (statistics.median(durations), process / COMPUTATIONS, postgres / COMPUTATIONS)
    return "{:.0f} ms, of the process {:.0f} ms, of Postgres {:.0f} ms".format(*(one * 1e3 for one in milliseconds))


async def main() -> None:
    """Fill a database, and measure each read of both users beside its statement."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--plays", type=int, default=100_000)
    parser.add_argument("--few", type=int, default=1_000)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    tokens = Tokens()
    users = {f"{arguments.plays:,} plays": HEAVY, f"{arguments.few:,} plays": LIGHT}
    async with database() as data:
        connection = await asyncpg.connect(data.admin_url)
        count = await fill(connection, heavy=arguments.plays, light=arguments.few)
        print(f"{count:,} plays of all users")
        async with service(data, tokens) as server:
            for name, user in users.items():
                headers = {"Authorization": f"Bearer {tokens.issue(user, lifetime=HOUR)}"}
                title: UUID = await connection.fetchval(
                    "select media_id from library.entries where user_id = $1 and kind = 'show' order by plays desc,"
                    " media_id limit 1",
                    user,
                )
                first = await computation(server, data, connection, user, headers)
                await measure(name, server, data, user, title, headers, arguments)
                print(f"{name}: first read of statistics after a change: {first}")
        await connection.close()


async def measure(
    name: str,
    server: Server,
    data: Database,
    user: UUID,
    title: UUID,
    headers: dict[str, str],
    arguments: argparse.Namespace,
) -> None:
    """Measure every read of a user in turn with its statement, and print the medians."""
    reads = paths(title)
    bodies = {}
    async with aiohttp.ClientSession(f"http://127.0.0.1:{server.port}") as http:
        for read, path in reads.items():
            async with http.get(path, headers=headers) as response:
                bodies[read] = await response.text()
                assert response.status == 200, (path, bodies[read])
    runs: dict[str, list[Run]] = defaultdict(list)
    bare_runs: dict[str, list[Run]] = defaultdict(list)
    async with floor(data, bodies) as bare:
        for number in range(arguments.rounds + 1):
            for read, path in reads.items():
                ours = await run_clients(server, data, path, headers, arguments.connections, arguments.seconds)
                bare_path = f"/{read.replace(' ', '%20')}/{user}/{title}"
                other = await run_clients(bare, data, bare_path, {}, arguments.connections, arguments.seconds)
                # The first round warms up.
                if number:
                    runs[read].append(ours)
                    bare_runs[read].append(other)
    print(f"{name:16}{'per second':>12}{'median ms':>11}{'99 % ms':>9}{'process µs':>12}{'Postgres µs':>12}", end="")
    print(f"{'bare µs':>9}{'of bare':>9}{'bytes':>8}")
    for read in reads:
        figures = [statistics.median(getattr(one, figure) for one in runs[read]) for figure in Run.__slots__]
        bare_figure = statistics.median(one.processor for one in bare_runs[read])
        pairs = zip(bare_runs[read], runs[read], strict=True)
        ratio = statistics.median(one.processor / other.processor for one, other in pairs)
        rate, median, slowest, process, postgres = figures
        print(f"{read:16}{rate:12.0f}{median:11.1f}{slowest:9.1f}{process:12.0f}{postgres:12.0f}", end="")
        print(f"{bare_figure:9.0f}{ratio:9.2f}{len(bodies[read]):8}")


if __name__ == "__main__":
    asyncio.run(main())
