"""The consuming side alone: a FastStream subscription beside a bare loop of aiokafka, on the same broker.

    python benchmarks/events/consume.py [--events 20000] [--samples 200] [--rounds 3] [--idle 5]

Both contestants read a topic that is full already, in batches of at most 500, and commit once per batch.

- transport: records per second with a handler that does nothing, and processor time per record in microseconds
- applied: the same through `BatchProcessor` into Postgres
- latency: from the publication of one record on an idle topic to the call of the handler, in milliseconds
- idle: share of one processor that waiting for records uses
"""

import argparse
import asyncio
import logging
import random
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import uuid4

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from chassis.messaging.consumer import Route
from chassis.messaging.consuming.processor import BatchProcessor
from chassis.messaging.consuming.subscription import Subscription
from chassis.messaging.publishing.producer import encode_headers
from chassis.messaging.records import Record, from_kafka
from chassis.messaging.transaction import Transactions
from chassis.runtime.background import Background, Tasks
from chassis.runtime.telemetry import configure_telemetry
from chassis.storage.database import create_engine
from chassis.testing.records import CollectedDeadLetters
from chassis_path import DocumentWritten, apply_documents
from parts import SCHEMA, Parts, make_topic, started
from workload import TYPE, Document, documents

Process = Callable[[Sequence[Record]], Awaitable[None]]
Make = Callable[[str, str, str, Process], Background]


class BareLoop:
    """The floor: `getmany`, the handler, `commit`; no retries, no traces, no metrics, no health."""

    name = "bare"

    def __init__(self, bootstrap: str, topic: str, group: str, process: Process) -> None:
        self._bootstrap = bootstrap
        self._topic = topic
        self._group = group
        self._process = process

    async def run(self) -> None:
        """Consume until cancelled."""
        consumer = AIOKafkaConsumer(
            self._topic,
            bootstrap_servers=self._bootstrap,
            group_id=self._group,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_partition_fetch_bytes=2 * 1024 * 1024,
            fetch_max_wait_ms=1000,
        )
        await consumer.start()
        try:
            while True:
                batches = await consumer.getmany(timeout_ms=1_000, max_records=500)
                records = [from_kafka(raw) for batch in batches.values() for raw in batch]
                if records:
                    await self._process(records)
                    await consumer.commit()
        finally:
            await consumer.stop()

    async def stop(self) -> None:
        """Do nothing: the loop is cancelled."""


def subscription(bootstrap: str, topic: str, group: str, process: Process) -> Background:
    """Return the subscription that every service has."""
    return Subscription(bootstrap, group=group, topics=[topic], process=process)


CONTESTANTS: dict[str, Make] = {"bare": BareLoop, "faststream": subscription}


@dataclass
class Figures:
    """What was measured of one contestant."""

    transport: list["Throughput"] = field(default_factory=list)
    applied: list["Throughput"] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    idle: list[float] = field(default_factory=list)

    def row(self, name: str, floor: "Figures") -> str:
        """Return a line of the table, with the ratios to the floor."""
        ordered = sorted(self.latencies)
        p50, p99 = (ordered[int(len(ordered) * share)] * 1000 for share in (0.5, 0.99))
        return (
            f"{name:<12}{_beside(self.transport, floor.transport)}{_beside(self.applied, floor.applied)}"
            f"{p50:>8.1f}{p99:>8.1f}{statistics.median(self.idle):>8.1%}"
        )


class Throughput(NamedTuple):
    """Records per second, and processor time per record in microseconds."""

    rate: float
    cpu: float


def _beside(measured: Sequence[Throughput], floor: Sequence[Throughput]) -> str:
    """Return the medians, each with its ratio to the floor."""
    rate, cpu = (statistics.median(values) for values in zip(*measured, strict=True))
    floor_rate, floor_cpu = (statistics.median(values) for values in zip(*floor, strict=True))
    return f"{rate:>10,.0f}/s ({rate / floor_rate:.2f}){cpu:>7.0f} us ({cpu / floor_cpu:.2f})"


class Arrivals:
    """Counts records as they reach the handler."""

    def __init__(self, process: Process | None = None) -> None:
        self.count = 0
        self._process = process
        self._changed = asyncio.Event()

    async def __call__(self, records: Sequence[Record]) -> None:
        """Handle one batch."""
        if self._process is not None:
            await self._process(records)
        self.count += len(records)
        self._changed.set()

    async def wait(self, count: int) -> None:
        """Wait until `count` records have arrived."""
        async with asyncio.timeout(120):
            while self.count < count:
                self._changed.clear()
                await self._changed.wait()


async def fill(producer: AIOKafkaProducer, topic: str, items: Sequence[Document]) -> None:
    """Publish documents and wait until all are confirmed."""
    pending = [
        await producer.send(topic, item.body, key=item.id.bytes, headers=encode_headers(item.headers)) for item in items
    ]
    await asyncio.gather(*pending)


async def drain(make: Make, bootstrap: str, topic: str, arrivals: Arrivals, events: int) -> Throughput:
    """Return the throughput from the first batch to the last."""
    tasks = Tasks([make(bootstrap, topic, uuid4().hex, arrivals)])
    tasks.start()
    try:
        await arrivals.wait(1)
        begun, cpu, first = time.perf_counter(), time.process_time(), arrivals.count
        await arrivals.wait(events)
        count = events - first
        return Throughput(count / (time.perf_counter() - begun), (time.process_time() - cpu) / count * 1e6)
    finally:
        await tasks.stop(1)


async def wait_idle(
    make: Make, producer: AIOKafkaProducer, parts: Parts, samples: int, idle_seconds: float
) -> tuple[list[float], float]:
    """Return latencies on an idle topic in seconds, and the share of a processor that idling uses."""
    topic = f"idle.{uuid4().hex}"
    await make_topic(parts, topic)
    arrivals = Arrivals()
    tasks = Tasks([make(parts.bootstrap, topic, uuid4().hex, arrivals)])
    tasks.start()
    try:
        await fill(producer, topic, documents(1))
        await arrivals.wait(1)
        latencies: list[float] = []
        for number, item in enumerate(documents(samples), start=2):
            await asyncio.sleep(random.uniform(0.01, 0.06))
            await producer.send_and_wait(topic, item.body, key=item.id.bytes, headers=encode_headers(item.headers))
            confirmed = time.perf_counter()
            await arrivals.wait(number)
            latencies.append(time.perf_counter() - confirmed)
        begun = time.process_time()
        await asyncio.sleep(idle_seconds)
        return latencies, (time.process_time() - begun) / idle_seconds
    finally:
        await tasks.stop(1)


async def measure(parts: Parts, arguments: argparse.Namespace) -> dict[str, Figures]:
    """Run both contestants round by round, so that a drift of the machine's speed meets both."""
    figures = {name: Figures() for name in CONTESTANTS}
    topic = f"full.{uuid4().hex}"
    await make_topic(parts, topic)
    producer = AIOKafkaProducer(bootstrap_servers=parts.bootstrap, enable_idempotence=True, max_batch_size=262_144)
    await producer.start()
    try:
        await fill(producer, topic, documents(arguments.events))
        for number in range(arguments.rounds):
            for name, make in CONTESTANTS.items():
                transport = await drain(make, parts.bootstrap, topic, Arrivals(), arguments.events)
                figures[name].transport.append(transport)
                url = await parts.database(f"{name}_{number}")
                figures[name].applied.append(await _apply(make, url, parts.bootstrap, topic, arguments.events))
                latencies, idle = await wait_idle(make, producer, parts, arguments.samples, arguments.idle)
                figures[name].latencies += latencies
                figures[name].idle.append(idle)
    finally:
        await producer.stop()
    return figures


async def _apply(make: Make, url: str, bootstrap: str, topic: str, events: int) -> Throughput:
    engine = create_engine(url, schema=SCHEMA, application_name="benchmark")
    route = Route(topic, TYPE, DocumentWritten, apply_documents)
    processor = BatchProcessor([route], Transactions(engine), CollectedDeadLetters())
    try:
        return await drain(make, bootstrap, topic, Arrivals(processor.process), events)
    finally:
        await engine.dispose()


async def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--samples", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--idle", type=float, default=5.0, help="seconds of idling per round")
    arguments = parser.parse_args()
    configure_telemetry("benchmark", None)
    logging.disable(logging.WARNING)
    async with started() as parts:
        figures = await measure(parts, arguments)
    print(f"{'':<12}{'transport':>34}{'applied':>34}{'p50 ms':>8}{'p99 ms':>8}{'idle':>8}")
    for name, values in figures.items():
        print(values.row(name, figures["bare"]))


if __name__ == "__main__":
    asyncio.run(main())
