"""Importing measured beside its floor, in one run on the same machine.

    python benchmarks/import [--movies 400] [--shows 100] [--rounds 3] [--memory-titles 10000]

Ours is the service as it runs in production: a bulk import of new titles, with all four providers called
through budgets and breakers, merged, stored on a real Postgres and published to a real Kafka. The floor makes the same
HTTP calls, in the same order, for as many titles at a time, and neither reads nor keeps the responses. They run in
turn, so that a drift of the machine's speed meets both.
"""

import argparse
import asyncio
import functools
import logging
from collections.abc import Sequence

import uvloop
from bare import play, with_aiohttp, with_httpx2
from calls import Recorder, recorder
from memory import measure_memory
from report import Figures
from servers import Servers, started
from service import Ingestion, Title, ingestion
from simulator import Simulator, movies, shows, simulator

from ingestion.settings import Settings

LATENCIES_MS = (0, 50)
RECORDING_MS = 50
"""Long enough that concurrent requests are seen as concurrent."""
RUN_SECONDS = 300.0
FLOORS = {"httpx2": with_httpx2, "aiohttp": with_aiohttp}


async def record(servers: Servers, titles: Sequence[Title], concurrency: int) -> Recorder:
    """Import once through the proxy, to know the calls."""
    async with (
        simulator(servers.folder, latency_ms=RECORDING_MS, scale=len(titles) * 5) as providers,
        recorder(providers.url) as proxy,
        ingestion(servers, proxy.url, providers.child, concurrency=concurrency) as service,
    ):
        await service.import_all(titles, RUN_SECONDS)
    return proxy


async def rounds(
    service: Ingestion,
    providers: Simulator,
    recorded: Recorder,
    target: dict[str, list[Title]],
    arguments: argparse.Namespace,
) -> dict[str, Figures]:
    """Run ours and the floors in turn at one latency; the first import warms everything up and is not counted."""
    figures = {kind: Figures() for kind in target}
    for kind, titles in target.items():
        await service.servers.forget_titles()
        await service.import_all(titles, RUN_SECONDS)
        for _ in range(arguments.rounds):
            await service.servers.forget_titles()
            figures[kind].ours.append(await service.import_all(titles, RUN_SECONDS))
            calls = [recorded.calls(number) for _, number in titles]
            for name, client in FLOORS.items():
                spent = await play(
                    client, providers.url, recorded.headers, calls, arguments.concurrency, seconds=RUN_SECONDS
                )
                figures[kind].floors.setdefault(name, []).append(spent)
    return figures


async def main() -> None:
    """Measure and print."""
    default = Settings.model_fields["worker_concurrency"].default
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--movies", type=int, default=400)
    parser.add_argument("--shows", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory-titles", type=int, default=10_000, help="0 leaves the measure of memory out")
    parser.add_argument("--concurrency", type=int, default=default, help="titles at a time (the service's default)")
    parser.add_argument("--latency-ms", type=int, action="append", help="may be repeated; 0 and 50 unless given")
    arguments = parser.parse_args()
    logging.disable(logging.WARNING)
    target: dict[str, list[Title]] = {
        "movies": [("movie", number) for number in movies(arguments.movies)],
        "shows": [("show", number) for number in shows(arguments.shows)],
    }
    everything = [title for titles in target.values() for title in titles]
    start = functools.partial(ingestion, concurrency=arguments.concurrency)
    print(f"{arguments.concurrency} titles at a time, medians of {arguments.rounds} rounds")
    print(Figures.HEAD)
    async with started() as servers:
        recorded = await record(servers, everything, arguments.concurrency)
        for latency in arguments.latency_ms or LATENCIES_MS:
            async with (
                simulator(servers.folder, latency_ms=latency, scale=len(everything) * 5) as providers,
                start(servers, providers.url, providers.child) as service,
            ):
                figures = await rounds(service, providers, recorded, target, arguments)
            for kind, measured in figures.items():
                calls = sum(len(recorded.calls(number)) for _, number in target[kind]) / max(1, len(target[kind]))
                print("\n".join(measured.rows(kind, latency, calls)), flush=True)
        if arguments.memory_titles:
            print(await measure_memory(servers, arguments.memory_titles, start))


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
