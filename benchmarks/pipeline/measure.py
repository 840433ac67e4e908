"""One run of the benchmark: recording the calls, the bulk imports with their floors, and the single imports."""

import argparse
import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg
import httpx2
import uvloop
from bare_import import import_bare
from calls import Recorder, recorder
from figures import Cost, comparison, latencies, processes
from hops import Hops, Watch, watching
from processors import difference, spent
from readmodels import until_complete, until_idle
from stack import RunningStack, started
from statements import Statements

from devstack.gateway_client import GatewayClient
from devstack.servers.schemas import connected
from ingestion.settings import Settings
from provider_simulator.titles.generated import FIRST

LATENCIES_MS = (0, 50)
RECORDED, WARM_UP = 25, 50
RECORDING_MS = 50
"""Long enough that concurrent requests are seen as concurrent."""
RUN_SECONDS = 600.0
SINGLE_PAUSE_SECONDS = 0.5
"""Between two single imports: longer than any batch waits for more."""
SETTLE_SECONDS = 10.0
"""After an import: what follows it later, such as analyses of drop-off, has ended."""
IDLE_SECONDS = 5.0
BULK_ITEMS = 1000
PROVIDERS = ("tmdb", "trakt", "omdb", "tvmaze")


@dataclass(slots=True)
class Importer:
    """Imports new titles through the gateway, each once."""

    stack: RunningStack
    client: GatewayClient
    connection: asyncpg.Connection
    numbers: Iterator[int]

    async def bulk(self, titles: int) -> tuple[list[int], Cost]:
        """Import titles in bulk and wait until all read models have them."""
        numbers = list(itertools.islice(self.numbers, titles))
        pids = self.stack.pids()
        before, begun = spent(pids), time.perf_counter()
        for start in range(0, titles, BULK_ITEMS):
            items = [{"tmdbId": number, "type": kind(number)} for number in numbers[start : start + BULK_ITEMS]]
            await asyncio.to_thread(self.client.post, "/ingestion/bulk", {"items": items})
        await until_complete(self.connection, numbers, RUN_SECONDS)
        seconds = time.perf_counter() - begun
        await until_idle(self.stack, RUN_SECONDS)
        return numbers, Cost(titles, seconds, difference(before, spent(pids)))

    async def single(self, watch: Watch) -> Hops:
        """Import one title and return when it was where."""
        number = next(self.numbers)
        body = {"tmdbId": number, "type": kind(number)}
        requested = time.time()
        await asyncio.to_thread(self.client.post, "/ingestion/sync", body)
        hops = await watch.hops(kind(number), number, requested)
        await asyncio.sleep(SINGLE_PAUSE_SECONDS)
        return hops


def kind(number: int) -> str:
    """Return the kind of a generated title: of every five the last is a show."""
    return "show" if (number - FIRST) % 5 == 4 else "movie"


@asynccontextmanager
async def importer(stack: RunningStack, numbers: Iterator[int]) -> AsyncIterator[Importer]:
    """Sign in as the administrator; a connection to Postgres watches the read models."""
    with stack.client() as client:
        await asyncio.to_thread(client.sign_in)
        async with connected(stack.database_url) as connection:
            yield Importer(stack, client, connection, numbers)


async def delay(stack: RunningStack, milliseconds: int) -> None:
    """Delay every response of the providers from now on."""
    async with httpx2.AsyncClient(base_url=stack.simulator, trust_env=False) as client:
        for provider in PROVIDERS:
            response = await client.put(f"/control/faults/{provider}", json={"latencyMs": milliseconds})
            response.raise_for_status()


async def record(stack: RunningStack, numbers: Iterator[int]) -> tuple[Recorder, list[int]]:
    """Import some titles through the proxy, to know the calls."""
    await delay(stack, RECORDING_MS)
    async with (
        recorder(stack.simulator) as proxy,
        stack.importing(proxy.url),
        importer(stack, numbers) as imports,
    ):
        recorded, _ = await imports.bulk(RECORDED)
    return proxy, recorded


async def idle(stack: RunningStack) -> Cost:
    """Return what the stack costs per second while nothing happens."""
    await asyncio.sleep(SETTLE_SECONDS)
    pids = stack.pids()
    before = spent(pids)
    await asyncio.sleep(IDLE_SECONDS)
    return Cost(
        1, IDLE_SECONDS, {name: value / IDLE_SECONDS for name, value in difference(before, spent(pids)).items()}
    )


async def measure(arguments: argparse.Namespace) -> None:
    """Measure and print."""
    latencies_ms: Sequence[int] = arguments.latency_ms or LATENCIES_MS
    scale = RECORDED + WARM_UP + arguments.titles * len(latencies_ms) + arguments.singles
    numbers = iter(range(FIRST, FIRST + scale))
    async with started(scale=scale) as stack:
        recorded, samples = await record(stack, numbers)
        async with stack.importing(stack.simulator), importer(stack, numbers) as imports:
            await delay(stack, 0)
            await imports.bulk(WARM_UP)
            at_rest = await idle(stack)
            print(f"idle, CPU ms per second: {at_rest.milliseconds:.0f}: {processes(at_rest)}", flush=True)
            for latency in latencies_ms:
                await delay(stack, latency)
                statements = Statements(imports.connection)
                await statements.start()
                _, ours = await imports.bulk(arguments.titles)
                batches = await statements.batches()
                details = await statements.details(arguments.titles) if arguments.postgres else ""
                floor = await import_bare(stack, recorded, samples, arguments.titles, arguments.concurrency)
                print(
                    "\n".join(filter(None, (comparison(latency, ours, floor, at_rest), batches, details))), flush=True
                )
            await delay(stack, 0)
            if arguments.singles:
                async with watching(stack.bootstrap, stack.database_url) as watch:
                    at_rest = await idle(stack)
                    pids, begun = stack.pids(), time.perf_counter()
                    before = spent(pids)
                    statements = Statements(imports.connection)
                    await statements.start()
                    hops = [await imports.single(watch) for _ in range(arguments.singles)]
                    cost = Cost(arguments.singles, time.perf_counter() - begun, difference(before, spent(pids)))
                    print(latencies(hops, cost, at_rest))
                    print(await statements.batches())
                    if arguments.postgres:
                        print(await statements.details(arguments.singles))


def run() -> None:
    """Read the command line, measure and print."""
    default = Settings.model_fields["worker_concurrency"].default
    parser = argparse.ArgumentParser(prog="benchmarks/pipeline")
    parser.add_argument("--titles", type=int, default=1000, help="titles of each bulk import, a multiple of five")
    parser.add_argument("--latency-ms", type=int, action="append", help="may be repeated; 0 and 50 unless given")
    parser.add_argument("--singles", type=int, default=20, help="single imports after the last bulk import")
    parser.add_argument("--concurrency", type=int, default=default, help="titles at a time of the floor")
    parser.add_argument("--postgres", action="store_true", help="print statements, row versions, WAL and commits")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(measure(parser.parse_args()))
