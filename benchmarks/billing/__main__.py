"""Messages of a provider of payments per second, beside a bare handler that checks a signature and inserts one row.

    python benchmarks/billing [--messages 4000] [--connections 32] [--rounds 3]

Both are one process on one Postgres that writes to disk, in turn. Compare the ratio: rates depend on what else the
machine does.
"""

import argparse
import asyncio
import statistics
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

# The database and the processes are those of the benchmark of the catalog.
sys.path.append(str(Path(__file__).resolve().parent.with_name("catalog")))

from databases import ServiceDatabase, migrated
from processes import Server, serving

from devstack.ports import free_ports
from devstack.servers.schemas import connected

HERE = Path(__file__).resolve().parent
WARM_UP = 300
GOAL = 0.5


@dataclass(frozen=True, slots=True)
class Figures:
    """Messages per second, and microseconds of processor time per message of the process and of Postgres."""

    rate: float
    own: float
    postgres: float


@asynccontextmanager
async def started(data: ServiceDatabase, kind: str) -> AsyncIterator[Server]:
    """Yield a server of one kind."""
    [port] = free_ports(1)
    command = (str(HERE / "server.py"), kind, str(port), data.url())
    async with serving(kind, port, command, {}, folder=data.folder, seconds=60) as server:
        yield server


async def run(server: Server, data: ServiceDatabase, connections: int, messages: int) -> Figures:
    """Return the figures of one run."""
    own, postgres = server.cpu(), data.cpu()
    words = map(str, (server.port, connections, messages))
    client = await asyncio.create_subprocess_exec(
        sys.executable, str(HERE / "load.py"), *words, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await client.communicate()
    if client.returncode:
        raise SystemExit("the load generator failed")
    own, postgres = server.cpu() - own, data.cpu() - postgres
    return Figures(messages / float(output), own / messages * 1e6, postgres / messages * 1e6)


async def main() -> None:
    """Measure both in turn, and print the ratio of the medians."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--messages", type=int, default=4_000)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    async with migrated("billing", ServiceDatabase) as data:
        async with connected(data.admin_url) as connection:
            await connection.execute("create table billing.floor (id uuid primary key, body bytea not null)")
            await connection.execute("grant insert on billing.floor to billing")
        async with started(data, "floor") as floor, started(data, "service") as service:
            runs: dict[str, list[Figures]] = {"floor": [], "service": []}
            for server in (floor, service):
                await run(server, data, arguments.connections, WARM_UP)
            for _ in range(arguments.rounds):
                for kind, server in (("floor", floor), ("service", service)):
                    runs[kind].append(await run(server, data, arguments.connections, arguments.messages))
        async with connected(data.admin_url) as connection:
            stored = await connection.fetchval("select count(*) from billing.webhook_events")
        assert stored == WARM_UP + arguments.rounds * arguments.messages
    print(f"{arguments.messages} messages over {arguments.connections} connections, median of {arguments.rounds} runs")
    print(f"{'':10}{'messages per second':>22}{'processor µs':>16}{'Postgres µs':>14}")
    for kind, figures in runs.items():
        rate, own, postgres = (_median(figures, name) for name in ("rate", "own", "postgres"))
        print(f"{kind:10}{rate:22.0f}{own:16.0f}{postgres:14.0f}")
    ratio = _median(runs["service"], "rate") / _median(runs["floor"], "rate")
    print(f"rate: {ratio:.2f} of the floor, goal {GOAL}")


def _median(figures: list[Figures], name: str) -> float:
    return statistics.median(float(getattr(one, name)) for one in figures)


if __name__ == "__main__":
    asyncio.run(main())
