"""The event path measured beside its floor, in one run on the same servers.

    python benchmarks/events [--events 20000] [--samples 300] [--steady 1000] [--rounds 3]

Latency: from the commit of a state change to the commit that makes it visible in another table. Steady: 4 events per
commit, a commit every 10 ms, as an import writes them. Burst: events written, relayed, consumed and applied per second,
end to end. Processor time is that of writer, relay and consumer together. The contestants run in turn, round by round,
so that a drift of the machine's speed meets all. `floor` writes one row of one table; `tables`, the floor of catalog's
code, writes all rows that catalog writes. The garbage collector is set as in a service, for all contestants.
"""

import argparse
import asyncio
import functools
import logging
import random
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID, uuid4

from catalog_path import CatalogPath
from chassis.runtime.garbage_collection import relax_collection
from chassis.runtime.telemetry import configure_telemetry
from chassis_path import ChassisPath
from floor import Floor
from parts import Parts, make_topic, started
from tables_floor import TablesFloor
from workload import Document, documents

WRITE_BATCH = 200
STEADY_BATCH = 4
STEADY_PAUSE = 0.01


class Contestant(Protocol):
    """One way from a commit to a view."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def write(self, documents: Sequence[Document]) -> None: ...


class Seen:
    """Notes when events became visible."""

    def __init__(self) -> None:
        self.at: dict[UUID, float] = {}
        self.batches = 0
        self._changed = asyncio.Event()

    def __call__(self, ids: Sequence[UUID]) -> None:
        """Note events as visible now."""
        now = time.perf_counter()
        self.batches += 1
        for event_id in ids:
            self.at.setdefault(event_id, now)
        self._changed.set()

    async def wait(self, ids: Sequence[UUID], seconds: float) -> None:
        """Wait until all are visible."""
        async with asyncio.timeout(seconds):
            while not all(event_id in self.at for event_id in ids):
                self._changed.clear()
                await self._changed.wait()


@dataclass
class Figures:
    """What was measured."""

    latencies: list[float] = field(default_factory=list)
    steady: list[float] = field(default_factory=list)
    batch_sizes: list[float] = field(default_factory=list)
    throughputs: list[float] = field(default_factory=list)
    burst: list[float] = field(default_factory=list)

    def row(self, name: str) -> str:
        """Return a line of the table."""
        ordered = sorted(self.latencies)
        p50, p95, p99 = (ordered[int(len(ordered) * share)] * 1000 for share in (0.5, 0.95, 0.99))
        steady, size, rate, burst = map(
            statistics.median, (self.steady, self.batch_sizes, self.throughputs, self.burst)
        )
        return f"{name:<10}{p50:>9.1f}{p95:>9.1f}{p99:>9.1f}{steady:>11,.0f}{size:>9.1f}{rate:>14,.0f}{burst:>11,.0f}"


async def measure(make: Callable[[Seen], Contestant], figures: Figures, arguments: argparse.Namespace) -> None:
    """Run one contestant once."""
    seen = Seen()
    contestant = make(seen)
    await contestant.start()
    try:
        warm_up = documents(50)
        await contestant.write(warm_up)
        await seen.wait([item.event_id for item in warm_up], 30)
        for _ in range(arguments.samples):
            [document] = documents(1)
            await contestant.write([document])
            committed = time.perf_counter()
            await seen.wait([document.event_id], 30)
            figures.latencies.append(seen.at[document.event_id] - committed)
            await asyncio.sleep(random.uniform(0.0, 0.02))
        batches = seen.batches
        _, cpu = await write(contestant, seen, documents(arguments.steady), STEADY_BATCH, STEADY_PAUSE)
        figures.steady.append(cpu)
        figures.batch_sizes.append(arguments.steady / (seen.batches - batches))
        rate, cpu = await write(contestant, seen, documents(arguments.events), WRITE_BATCH, 0)
        figures.throughputs.append(rate)
        figures.burst.append(cpu)
    finally:
        await contestant.stop()


async def write(
    contestant: Contestant, seen: Seen, items: Sequence[Document], batch: int, pause: float
) -> tuple[float, float]:
    """Write documents and wait for all; return events per second and microseconds of processor time per event."""
    begun, cpu = time.perf_counter(), time.process_time()
    for start in range(0, len(items), batch):
        await contestant.write(items[start : start + batch])
        await asyncio.sleep(pause)
    await seen.wait([item.event_id for item in items], 120)
    seconds = max(seen.at[item.event_id] for item in items) - begun
    return len(items) / seconds, (time.process_time() - cpu) / len(items) * 1e6


async def run(parts: Parts, arguments: argparse.Namespace) -> dict[str, Figures]:
    """Run all rounds."""
    contestants: dict[str, Callable[[str, str, str, Seen], Contestant]] = {
        "floor": Floor,
        "chassis": ChassisPath,
        "tables": TablesFloor,
        "catalog": CatalogPath,
    }
    figures = {name: Figures() for name in contestants}
    for number in range(arguments.rounds):
        for name, kind in contestants.items():
            topic = f"{name}.{number}.{uuid4().hex[:6]}"
            await make_topic(parts, topic)
            url = await parts.database(f"{name}_{number}")
            make = functools.partial(kind, url, parts.bootstrap, topic)
            await measure(make, figures[name], arguments)
    return figures


async def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--samples", type=int, default=300)
    parser.add_argument("--steady", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    configure_telemetry("benchmark", None)
    logging.disable(logging.WARNING)
    relax_collection()
    async with started() as parts:
        figures = await run(parts, arguments)
    print(
        f"{'':<10}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'steady us':>11}{'batch':>9}{'events/s':>14}{'burst us':>11}"
    )
    for name, values in figures.items():
        print(values.row(name))
    for name, floor in (("chassis", "floor"), ("catalog", "floor"), ("catalog", "tables"), ("tables", "floor")):
        print(_against(name, floor, figures))
    print("goals: latency at most 2, throughput at least 0.6 of the floor")


def _against(name: str, floor_name: str, figures: Mapping[str, Figures]) -> str:
    ours, floor = figures[name], figures[floor_name]
    p50 = statistics.median(ours.latencies) / statistics.median(floor.latencies)
    p99 = _p99(ours.latencies) / _p99(floor.latencies)
    throughput = statistics.median(ours.throughputs) / statistics.median(floor.throughputs)
    steady = statistics.median(ours.steady) / statistics.median(floor.steady)
    burst = statistics.median(ours.burst) / statistics.median(floor.burst)
    return (
        f"{name} / {floor_name}: p50 {p50:.2f}, p99 {p99:.2f}, throughput {throughput:.2f}; "
        f"processor time steady {steady:.2f}, burst {burst:.2f}"
    )


def _p99(latencies: Sequence[float]) -> float:
    return sorted(latencies)[int(len(latencies) * 0.99)]


if __name__ == "__main__":
    asyncio.run(main())
