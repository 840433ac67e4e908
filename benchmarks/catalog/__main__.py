"""The catalog's reads beside their floor, at several sizes of the catalog, each in one run on the same Postgres.

    python benchmarks/catalog [--titles 10000 100000] [--connections 1 16 64] [--seconds 1] [--rounds 3] [--shared 1]
                              [--changes 10] [--only NAME]

A million titles need `--titles 10000 1000000`, about a quarter of an hour of processor time and 20 GB of disk.

Every response is of what Postgres had committed when its request arrived; `--shared 1` measures the default setting of
the service, in which anonymous clients share a response for a second. Pages are kept while no title is written;
`--changes 10` writes one ten times per second, after which each page is read again.

The floor is a bare uvicorn app that runs one indexed query through asyncpg and returns the joined bytes of the same
responses. Both run in turn, round by round, so that a drift of the machine's speed meets both. The rate depends on what
else the machine does; the processor time per request of the server's process, and of Postgres, hardly does.
"""

import argparse
import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import inf

import titles
from processes import Server, median_of
from runs import Run, run_load
from servers import APPLIED, Database, catalog, database, floor

SLUGS = 200
"""How many titles are requested in turn."""
ITEMS = 10
"""On page 500, so that a catalog of ten thousand titles has one."""
PREFIX = "/api/v1/catalog"


def targets(ours: Server, count: int) -> dict[str, list[str]]:
    """Return the requested paths of each read."""
    numbers = range(1, min(count, APPLIED) + 1)
    movies = [number for number in numbers if titles.kind_of(number) == "movie"][-SLUGS:]
    shows = [number for number in numbers if titles.kind_of(number) == "show"][-SLUGS:]
    by_score = f"{PREFIX}/movies/trending?sort=ratingo&limit=20"
    reads = {
        "movie by slug": [f"{PREFIX}/movies/title-{number}" for number in movies],
        "show by slug": [f"{PREFIX}/shows/title-{number}" for number in shows],
        "20 movies by score": [by_score],
        "20 trending movies": [f"{PREFIX}/movies/trending?limit=20"],
        "20 trending shows": [f"{PREFIX}/shows/trending?limit=20"],
        "filtered list": [f"{PREFIX}/movies/trending?sort=popularity&genres=genre-3&minRatingo=50&limit=20"],
        "genre and service": [f"{PREFIX}/movies/trending?sort=ratingo&genres=genre-3&providers=5&limit=20"],
        "new releases": [f"{PREFIX}/movies/new-releases?limit=20"],
        "person": [f"{PREFIX}/people/tmdb:{number}" for number in range(1, titles.PEOPLE + 1)],
        "person's titles": [f"{PREFIX}/people/tmdb:{number}/titles" for number in range(1, titles.PEOPLE + 1)],
        "similar titles": [f"{PREFIX}/movies/title-{number}/similar" for number in movies],
        "collection": [f"{PREFIX}/collections/tmdb:{number % titles.COLLECTIONS + 1}" for number in movies],
        "calendar, 7 days": [f"{PREFIX}/shows/calendar"],
        "calendar, 31 days": [f"{PREFIX}/shows/calendar?days=31&timeZone=Europe/Kyiv&include=releases"],
        "home": ["/api/v1/home"],
    }
    pages = f"{PREFIX}/movies/trending?sort=ratingo&limit={ITEMS}"
    before = json.loads(ours.get(f"{pages}&offset={498 * ITEMS}"))["meta"]["nextCursor"]
    return reads | {"page 500 by cursor": [f"{pages}&cursor={before}"]} if before else reads


def row(name: str, connections: int, ours: Sequence[Run], bare: Sequence[Run]) -> str:
    """Return a line of the table, with medians."""
    figures = "".join(
        f"{median_of(ours, figure):>9,.{digits}f}{median_of(bare, figure):>9,.{digits}f}"
        for figure, digits in (("rate", 0), ("median", 1), ("slowest", 1), ("process", 0), ("postgres", 0))
    )
    rate = median_of(ours, "rate") / median_of(bare, "rate")
    # A response from memory takes Postgres no time.
    figures_of_both = [(median_of(bare, figure), median_of(ours, figure)) for figure in ("process", "postgres")]
    shares = [theirs / own if own else inf for theirs, own in figures_of_both]
    return f"{name:<20}{connections:>4}" + figures + "".join(f"{share:>9.2f}" for share in (rate, *shares))


Runs = dict[tuple[str, int], tuple[list[Run], list[Run]]]


async def rounds(
    ours: Server, bare: Server, database: Database, pages: Mapping[str, list[str]], arguments: argparse.Namespace
) -> Runs:
    """Run both in turn; the first round warms up and does not count."""
    runs: Runs = defaultdict(lambda: ([], []))
    for number in range(arguments.rounds + 1):
        for name, paths in pages.items():
            for connections in arguments.connections:
                for server, results in zip((ours, bare), runs[name, connections], strict=True):
                    result = await run_load(server, database, paths, connections, arguments.seconds)
                    if number:
                        results.append(result)
    return runs


async def at_size(count: int, arguments: argparse.Namespace) -> Runs:
    """Measure a catalog of one size, and print its table."""
    begun = time.monotonic()
    async with database(count) as filled, catalog(filled, shared_seconds=arguments.shared) as ours:
        print(
            f"\n{count:,} titles: loaded in {time.monotonic() - begun:,.0f} s, {await filled.size():.1f} GB", flush=True
        )
        pages = {
            name: paths
            for name, paths in targets(ours, count).items()
            if not arguments.only or name.startswith(tuple(arguments.only))
        }
        await filled.store_pages(ours, pages)
        async with floor(filled) as bare, filled.changing(arguments.changes):
            runs = await rounds(ours, bare, filled, pages, arguments)
        memory = ours.memory()
    print(f"memory of the service {memory:,.0f} MB")
    heads = ("requests/s", "p50 ms", "p99 ms", "server us", "postgres us")
    print(f"{'':<24}" + "".join(f"{head:>18}" for head in heads) + f"{'of the floor':>27}")
    print(f"{'':<20}{'conn':>4}" + f"{'ours':>9}{'floor':>9}" * len(heads) + f"{'rate':>9}{'server':>9}{'postgres':>9}")
    for (name, connections), (own, floors) in runs.items():
        print(row(name, connections, own, floors), flush=True)
    return runs


def print_growth(smallest: Runs, largest: Runs, sizes: Sequence[int]) -> None:
    """Print how much more processor time a request takes in the largest catalog than in the smallest."""
    print(f"\nprocessor time of service and Postgres per request, {sizes[-1]:,} titles to {sizes[0]:,}")
    for key, (own, _) in largest.items():
        if key in smallest:
            costs = [median_of(runs, "process") + median_of(runs, "postgres") for runs in (own, smallest[key][0])]
            print(f"{key[0]:<20}{key[1]:>4}{costs[0] / costs[1]:>9.2f}")


async def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--titles", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--connections", type=int, nargs="+", default=[1, 16, 64])
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--shared", type=float, default=0.0, help="seconds that clients share a response; 0 renders each"
    )
    parser.add_argument("--changes", type=float, default=0.0, help="transactions per second that write a title")
    parser.add_argument("--only", action="append", help="a read, by the beginning of its name; may be repeated")
    arguments = parser.parse_args()
    sizes = sorted(arguments.titles)
    runs = [await at_size(size, arguments) for size in sizes]
    print("goals: 0.6 of the floor's rate, and at most 1.5 times slower at a million titles than at ten thousand")
    if len(sizes) > 1:
        print_growth(runs[0], runs[-1], sizes)


if __name__ == "__main__":
    asyncio.run(main())
