"""Searches beside their floor, through the service and through the gateway, at several sizes of the catalog.

    python benchmarks/search [--titles 10000 100000] [--connections 16] [--seconds 1] [--rounds 3] [--kept]
                             [--only NAME]

Every response is searched and rendered; `--kept` measures the default settings of the service, which keeps responses
until the index changes. A million titles need `--titles 1000000`.

The floor is a bare uvicorn app that makes the same calls of the same index, with queries that were built before, and
returns the stored bytes of the same responses. All run in turn, round by round, so that a drift of the machine's speed
meets each. The rate depends on what else the machine does; the processor time per request of a process hardly does.
"""

import argparse
import asyncio
import json
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

# The processes and the load are those of the benchmark of the catalog.
sys.path.append(str(Path(__file__).resolve().parent.with_name("catalog")))

from processes import Server, median_of, put_load
from servers import floor, gateway, log_of, search
from titles import Samples, produce, samples

PATH = "/api/v1/search"
NEW_TITLES = range(900_000_001, 900_000_011)
"""Their time from import to searchable is measured; no person has such a number."""
IMPORT_SECONDS = 30.0
FACETS = "type,genre,decade,language,country"


@dataclass(frozen=True, slots=True)
class Run:
    """The responses per second of one run, their milliseconds, and the processor time of each in microseconds."""

    rate: float
    median: float
    slowest: float
    processor: float


def targets(words: Samples) -> dict[str, list[str]]:
    """Return the requested targets of each kind of search."""

    def searches(texts: Sequence[str], extra: str = "", path: str = PATH) -> list[str]:
        return [f"{path}?q={quote(text)}{extra}" for text in texts]

    return {
        "exact name": searches(words.names),
        "common word": searches(words.common),
        "rare word": searches(words.rare),
        "two words": searches(words.pairs),
        "typing error": searches(words.errors),
        "beginning": searches(words.beginnings),
        "suggestions": searches(words.beginnings, path=f"{PATH}/suggestions"),
        "common, 5 facets": searches(words.common, f"&facets={FACETS}"),
        "common, filtered": searches(words.common, "&genre=drama&yearFrom=2000"),
    }


async def measure(server: Server, paths: Sequence[str], connections: int, seconds: float) -> Run:
    """Run one server for some seconds."""
    begun = server.cpu()
    load = await put_load(server, paths, connections, seconds)
    return Run(load.responses / seconds, load.median, load.slowest, (server.cpu() - begun) / load.responses * 1e6)


Runs = dict[tuple[str, int], dict[str, list[Run]]]


async def rounds(servers: dict[str, Server], searches: dict[str, list[str]], arguments: argparse.Namespace) -> Runs:
    """Run all in turn; the first round warms up and does not count."""
    runs: Runs = defaultdict(lambda: defaultdict(list))
    for number in range(arguments.rounds + 1):
        for name, paths in searches.items():
            for connections in arguments.connections:
                for which, server in servers.items():
                    run = await measure(server, paths, connections, arguments.seconds)
                    if number:
                        runs[name, connections][which].append(run)
    return runs


def row(name: str, connections: int, runs: dict[str, list[Run]]) -> str:
    """Return a line of the table, with medians."""
    figures = "".join(
        f"{median_of(runs[which], figure):>9,.{digits}f}"
        for figure, digits in (("rate", 0), ("median", 1), ("slowest", 1), ("processor", 0))
        for which in ("service", "gateway", "floor")
    )
    ratios = [median_of(runs[which], "rate") / median_of(runs["floor"], "rate") for which in ("service", "gateway")]
    processor = median_of(runs["floor"], "processor") / median_of(runs["service"], "processor")
    return f"{name:<18}{connections:>4}{figures}" + "".join(f"{share:>9.2f}" for share in (*ratios, processor))


async def import_seconds(server: Server, bootstrap: str, number: int) -> float:
    """Return the seconds from the events of a new title until a search finds it."""
    target = f"{PATH}?q=tmdb:{number}"
    begun = time.monotonic()
    await produce(bootstrap, 1, first=number)
    while not json.loads(server.get(target))["data"]:
        if time.monotonic() - begun > IMPORT_SECONDS:
            raise SystemExit("a new title does not become searchable")
        await asyncio.sleep(0.02)
    return time.monotonic() - begun


async def at_size(count: int, arguments: argparse.Namespace) -> None:
    """Measure an index of one size, and print its table."""
    begun = time.monotonic()
    async with log_of(count) as (bootstrap, data):
        print(f"\n{count:,} titles: events written in {time.monotonic() - begun:,.0f} s", flush=True)
        async with search(bootstrap, data, keeps_responses=arguments.kept) as built:
            print(
                f"index built in {built.seconds:,.0f} s ({built.processor_seconds:,.0f} s of processor time), "
                f"{folder_megabytes(built.index):,.0f} MB; memory {built.server.memory():,.0f} MB",
                flush=True,
            )
            searches = {
                name: paths
                for name, paths in targets(samples(count)).items()
                if not arguments.only or name.startswith(tuple(arguments.only))
            }
            every = list(dict.fromkeys(path for paths in searches.values() for path in paths))
            async with gateway(bootstrap, data, built.server) as front, floor(data, built, every) as bare:
                servers = {"service": built.server, "gateway": front, "floor": bare}
                runs = await rounds(servers, searches, arguments)
            print(
                f"memory of the service after the searches {built.server.memory():,.0f} MB,"
                f" {built.server.own_memory():,.0f} MB without the mapped files of the index"
            )
            waits = [await import_seconds(built.server, bootstrap, number) for number in NEW_TITLES]
            print(f"from import to searchable: median {statistics.median(waits):.2f} s, longest {max(waits):.2f} s")
    heads = ("requests/s", "p50 ms", "p99 ms", "processor us")
    print(f"{'':<22}" + "".join(f"{head:>27}" for head in heads) + f"{'of the floor':>27}")
    columns = "".join(f"{which:>9}" for which in ("service", "gateway", "floor"))
    print(
        f"{'':<18}{'conn':>4}" + columns * len(heads) + "".join(f"{head:>9}" for head in ("service", "gateway", "cpu"))
    )
    for (name, connections), results in runs.items():
        print(row(name, connections, results), flush=True)


def folder_megabytes(folder: Path) -> float:
    """Return the size of a folder's files in megabytes."""
    return sum(file.stat().st_size for file in folder.iterdir()) / 1e6


async def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--titles", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--connections", type=int, nargs="+", default=[16])
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kept", action="store_true", help="with responses that are kept until the index changes")
    parser.add_argument("--only", action="append", help="a search, by the beginning of its name; may be repeated")
    arguments = parser.parse_args()
    for size in sorted(arguments.titles):
        await at_size(size, arguments)
    print("goals: 0.6 of the floor's rate; at a million titles p99 under 20 ms at 16 connections, 250 MB, 180 s")


if __name__ == "__main__":
    asyncio.run(main())
