"""The catalog's hot reads beside their floor, in one run on the same Postgres.

    python benchmarks/reads [--titles 1000] [--seconds 1] [--rounds 3] [--connections 16]

The floor is a bare uvicorn app that runs one indexed query through asyncpg and returns the joined bytes of the same
responses. Both run in turn, round by round, so that a drift of the machine's speed meets both. The rate depends on what
else the machine does; the processor time per request of the server's process, and of Postgres, hardly does.
"""

import argparse
import asyncio
import statistics
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import titles
from servers import HERE, Database, Server, catalog, database, floor

SLUGS = 200
"""How many titles are requested in turn."""


@dataclass(frozen=True, slots=True)
class Run:
    """The responses per second of one run, and the processor time of each in microseconds."""

    rate: float
    server: float
    postgres: float


def targets(count: int) -> dict[str, list[str]]:
    """Return the requested paths of each read."""
    prefix = "/api/v1/catalog"
    numbers = range(1, count + 1)
    movies = [number for number in numbers if titles.kind_of(number) == "movie"][-SLUGS:]
    shows = [number for number in numbers if titles.kind_of(number) == "show"][-SLUGS:]
    return {
        "movie by slug": [f"{prefix}/movies/title-{number}" for number in movies],
        "20 movies by score": [f"{prefix}/movies/trending?sort=ratingo&limit=20"],
        "20 trending movies": [f"{prefix}/movies/trending?limit=20"],
        "20 trending shows": [f"{prefix}/shows/trending?limit=20"],
        "show by slug": [f"{prefix}/shows/title-{number}" for number in shows],
        "calendar, 7 days": [f"{prefix}/shows/calendar"],
    }


async def measure(server: Server, database: Database, paths: Sequence[str], arguments: argparse.Namespace) -> Run:
    """Run one server for some seconds."""
    client = await asyncio.create_subprocess_exec(
        sys.executable,
        str(HERE / "load.py"),
        str(server.port),
        str(arguments.connections),
        str(arguments.seconds),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    begun = server.cpu(), database.cpu()
    output, _ = await client.communicate("\n".join(paths).encode())
    ended = server.cpu(), database.cpu()
    if client.returncode:
        raise SystemExit(f"{paths[0]}: the load generator failed")
    responses = int(output)
    own, postgres = ((after - before) / responses * 1e6 for before, after in zip(begun, ended, strict=True))
    return Run(responses / arguments.seconds, own, postgres)


def row(name: str, size: int, ours: Sequence[Run], bare: Sequence[Run]) -> str:
    """Return a line of the table, with medians."""
    figures = []
    ratios = []
    for attribute in ("rate", "server", "postgres"):
        own, floors = (statistics.median(getattr(run, attribute) for run in runs) for runs in (ours, bare))
        figures.append(f"{own:>9,.0f}{floors:>9,.0f}")
        ratios.append(own / floors if attribute == "rate" else floors / own)
    return f"{name:<20}{size / 1000:>6.1f}" + "".join(figures) + "".join(f"{ratio:>9.2f}" for ratio in ratios)


async def rounds(
    ours: Server, bare: Server, database: Database, pages: Mapping[str, list[str]], arguments: argparse.Namespace
) -> dict[str, tuple[list[Run], list[Run]]]:
    """Run both in turn; the first round warms up and does not count."""
    runs: dict[str, tuple[list[Run], list[Run]]] = defaultdict(lambda: ([], []))
    for number in range(arguments.rounds + 1):
        for name, paths in pages.items():
            for server, results in zip((ours, bare), runs[name], strict=True):
                result = await measure(server, database, paths, arguments)
                if number:
                    results.append(result)
    return runs


async def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--titles", type=int, default=1_000)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--only", action="append", help="a read, by the beginning of its name; may be repeated")
    arguments = parser.parse_args()
    pages = {
        name: paths
        for name, paths in targets(arguments.titles).items()
        if not arguments.only or name.startswith(tuple(arguments.only))
    }
    async with database(arguments.titles) as filled, catalog(filled) as ours:
        await filled.store_pages(ours, pages)
        async with floor(filled) as bare:
            runs = await rounds(ours, bare, filled, pages, arguments)
            sizes = {name: len(ours.get(paths[0])) for name, paths in pages.items()}
    print(f"{'':<26}{'requests/s':>18}{'server us':>18}{'postgres us':>18}{'of the floor':>27}")
    print(f"{'':<20}{'KB':>6}" + f"{'ours':>9}{'floor':>9}" * 3 + f"{'rate':>9}{'server':>9}{'postgres':>9}")
    for name, (own, floors) in runs.items():
        print(row(name, sizes[name], own, floors))
    print("goals: a movie by slug at 0.6 of the floor's rate, 20 movies by score at 0.5")


if __name__ == "__main__":
    asyncio.run(main())
