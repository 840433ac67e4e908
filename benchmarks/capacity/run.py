"""One run: measure a stack, then print what a title and a user take and what follows from the assumptions."""

import argparse
import asyncio
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime

import uvloop
from assumptions import Assumptions, Costs, totals
from load import processor_ms, users
from measure import importer
from sizes import measured, per_unit
from stack import started

from provider_simulator.titles.facts import Title
from provider_simulator.titles.generated import FIRST, GeneratedCatalog

_SHOWN = 12


async def measure(arguments: argparse.Namespace) -> None:
    """Measure and print."""
    titles, added = arguments.titles, arguments.users
    numbers = iter(range(FIRST, FIRST + 3 * titles))
    catalog = GeneratedCatalog(3 * titles, arguments.seed, datetime.now(UTC).date())
    sample: list[Title] = [movie for number in range(FIRST, FIRST + titles) if (movie := catalog.movie(number))]
    async with (
        started(scale=3 * titles) as stack,
        stack.importing(stack.simulator),
        importer(stack, numbers) as imports,
    ):
        connection = imports.connection
        await imports.bulk(titles)
        few_titles = await measured(connection, stack.plan)
        _, cost = await imports.bulk(2 * titles)
        many_titles = await measured(connection, stack.plan)
        await users(stack, added, sample, arguments.plays)
        few_users = await measured(connection, stack.plan)
        await users(stack, 2 * added, sample, arguments.plays)
        many_users = await measured(connection, stack.plan)
        milliseconds = await processor_ms(stack, sample, arguments.requests)
    costs = Costs(
        per_unit(few_titles, many_titles, 2 * titles),
        per_unit(few_users, many_users, 2 * added),
        cost.milliseconds,
        *milliseconds,
    )
    print(report(costs, Assumptions(), arguments.plays))


def report(costs: Costs, assumed: Assumptions, plays: int) -> str:
    """Return the figures as tables of Markdown."""
    return "\n\n".join(
        (
            table("bytes per title", costs.title_bytes),
            table(f"bytes per user with {plays} plays", costs.user_bytes),
            (
                "| processor time | ms |\n|---|---|\n"
                f"| one import, all services | {costs.import_ms:.1f} |\n"
                f"| a cached response | {costs.cached_ms:.2f} |\n"
                f"| a read with a token, gateway and service | {costs.read_ms:.2f} |\n"
                f"| a write with what follows | {costs.write_ms:.2f} |"
            ),
            "| assumption | |\n|---|---|\n"
            + "\n".join(
                f"| {item.name.replace('_', ' ')} | {getattr(assumed, item.name):,} |" for item in fields(assumed)
            ),
            "| what follows | |\n|---|---|\n"
            + "\n".join(f"| {name} | {value} |" for name, value in totals(costs, assumed, plays)),
        )
    )


def table(heading: str, sizes: Mapping[str, float]) -> str:
    """Return the largest sizes and the sums."""
    ordered = sorted(sizes.items(), key=lambda item: -item[1])
    rows = [f"| {name} | {size:,.0f} |" for name, size in ordered[:_SHOWN]]
    rest = sum(size for _, size in ordered[_SHOWN:])
    sums = [
        f"| all of {kind} | {sum(size for name, size in sizes.items() if name.startswith(kind)):,.0f} |"
        for kind in ("postgres", "kafka", "index")
    ]
    return "\n".join([f"| {heading} | bytes |", "|---|---|", *rows, f"| others | {rest:,.0f} |", *sums])


def run() -> None:
    """Read the command line, measure and print."""
    parser = argparse.ArgumentParser(prog="benchmarks/capacity")
    parser.add_argument("--titles", type=int, default=400, help="a multiple of five; three times as many are imported")
    parser.add_argument("--users", type=int, default=20, help="three times as many are added")
    parser.add_argument("--plays", type=int, default=60, help="plays of each user")
    parser.add_argument("--requests", type=int, default=2000, help="requests of each kind")
    parser.add_argument("--seed", type=int, default=1, help="seed of the generated titles")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(measure(parser.parse_args()))
