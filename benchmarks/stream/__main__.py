"""From an event in Kafka to the clients that wait for it, and what each client costs.

    python benchmarks/stream [--events 400] [--clients 1 50 200] [--pause 0.02]

A gateway in a process of its own follows a Kafka of the benchmark. Each event is published alone, and its latency is
the time from the confirmation of Kafka, and from before its publication, until a client has read it. The floor is a
bare consumer of aiokafka in the benchmark's process, which reads the same partitions. With several clients the latency
is that of the last one. The machine is shared: compare the figures of one run, and the processor time of the gateway.
"""

import argparse
import asyncio
import json
import os
import shutil
import statistics
import sys
import time
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import psutil
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from chassis.messaging.publishing.producer import encode_headers
from chassis.messaging.replay import partitions_of
from contracts.event import encode
from contracts.event_catalog import LIVE_TOPICS, PUBLIC_EVENTS
from contracts.examples.insights import EXAMPLES
from devstack.folders import cache_folder, temporary_data_folder
from devstack.ports import free_ports
from devstack.servers.artifacts import install
from devstack.servers.fetch import download
from devstack.servers.kafka import Kafka
from devstack.servers.topics import create_topics
from gateway.domain.routes import SERVICES

HOST = "127.0.0.1"
EVENT = EXAMPLES[0]
TOPICS = [event.spec.topic for event in PUBLIC_EVENTS]
WAIT_SECONDS = 60.0


@asynccontextmanager
async def kafka() -> AsyncIterator[str]:
    """Start a Kafka with the topics that a gateway reads; stop it at the end."""
    data = temporary_data_folder()
    installed = await asyncio.to_thread(install, cache_folder(os.environ), download)
    port, controller = free_ports(2)
    broker = Kafka(installed.kafka_jars, data / "kafka", data / "kafka.log", port, controller)
    await broker.start()
    try:
        await create_topics(broker.bootstrap, LIVE_TOPICS)
        yield broker.bootstrap
    finally:
        await broker.kill()
        shutil.rmtree(data, ignore_errors=True)


@asynccontextmanager
async def gateway(bootstrap: str) -> AsyncIterator[tuple[int, psutil.Process]]:
    """Start a gateway without services; stop it at the end."""
    port, management = free_ports(2)
    settings = {
        "HTTP_PORT": port,
        "MANAGEMENT_PORT": management,
        "KAFKA_BOOTSTRAP": bootstrap,
        "JWKS_URL": f"http://{HOST}:1",
        "READS_PER_MINUTE": 0,
        "STREAMS_PER_ADDRESS": 10_000,
        "CONNECTIONS_PER_ADDRESS": 10_000,
        "MAX_STREAMS": 10_000,
        "MAX_CONNECTIONS": 20_000,
        "SHUTDOWN_SECONDS": 1,
        "LOG_LEVEL": "ERROR",
        **{f"{service.upper()}_URL": f"http://{HOST}:1" for service in SERVICES},
    }
    environment = {**os.environ, **{f"GATEWAY_{name}": str(value) for name, value in settings.items()}}
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "gateway", env=environment)
    try:
        yield port, psutil.Process(process.pid)
    finally:
        process.terminate()
        await process.wait()


@dataclass
class Arrivals:
    """When each event was read by the client that read it last, and by how many."""

    at: dict[str, float]
    clients: dict[str, int]

    def note(self, event_id: str) -> None:
        self.at[event_id] = time.perf_counter()
        self.clients[event_id] = self.clients.get(event_id, 0) + 1

    async def wait(self, event_ids: Sequence[str], clients: int) -> None:
        """Wait until every client has read the events."""
        async with asyncio.timeout(WAIT_SECONDS):
            while any(self.clients.get(event_id, 0) < clients for event_id in event_ids):  # noqa: ASYNC110
                await asyncio.sleep(0.005)


async def opened(port: int) -> tuple[StreamReader, StreamWriter]:
    """Return the connection of a new client behind its first frame, as soon as the gateway follows the log."""
    async with asyncio.timeout(WAIT_SECONDS):
        while True:
            with suppress(OSError, asyncio.IncompleteReadError):
                reader, writer = await asyncio.open_connection(HOST, port, limit=2**20)
                writer.write(b"GET /api/v1/events HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n")
                head = await reader.readuntil(b"\r\n\r\n")
                if b" 200 " in head.split(b"\r\n", 1)[0]:
                    await reader.readuntil(b"retry: ")
                    return reader, writer
                writer.close()
            await asyncio.sleep(0.1)


async def client(reader: StreamReader, arrivals: Arrivals) -> None:
    """Note every event of a stream."""
    while line := await reader.readline():
        if line.startswith(b"data: "):
            arrivals.note(json.loads(line[6:])["id"])


async def floor(bootstrap: str, arrivals: Arrivals, ready: asyncio.Event) -> None:
    """Note every event that a bare consumer reads."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, auto_offset_reset="latest")
    await consumer.start()
    try:
        consumer.assign(await partitions_of(bootstrap, [topic.name for topic in TOPICS]))
        await consumer.seek_to_end()
        ready.set()
        async for record in consumer:
            arrivals.note(dict(record.headers)["ce_id"].decode())
    finally:
        await consumer.stop()


async def published(bootstrap: str, number: int, pause: float) -> dict[str, tuple[float, float]]:
    """Publish events one by one; return when each was sent and when it was confirmed."""
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, enable_idempotence=True)
    await producer.start()
    times: dict[str, tuple[float, float]] = {}
    try:
        for _ in range(number):
            message = encode(EVENT, "insights")
            sent = time.perf_counter()
            await producer.send_and_wait(
                message.topic, message.body, key=message.key, headers=encode_headers(message.headers)
            )
            times[str(message.event_id)] = sent, time.perf_counter()
            await asyncio.sleep(pause)
    finally:
        await producer.stop()
    return times


def row(name: str, times: dict[str, tuple[float, float]], arrivals: Arrivals, cost: float | None) -> str:
    """Return a line of the table, in milliseconds."""
    whole = [1000 * (arrivals.at[event_id] - sent) for event_id, (sent, _) in times.items()]
    behind = [1000 * max(0.0, arrivals.at[event_id] - confirmed) for event_id, (_, confirmed) in times.items()]
    shares = [statistics.quantiles(values, n=100) for values in (whole, behind)]
    figures = " | ".join(f"{share[49]:.1f} | {share[98]:.1f}" for share in shares)
    return f"| {name} | {figures} | {'' if cost is None else f'{1e6 * cost:.0f}'} |"


async def main(events: int, clients: Sequence[int], pause: float) -> None:
    """Measure the floor and each number of clients, and print the table."""
    print("| | sent to read p50 | p99 | confirmed to read p50 | p99 | processor time of the gateway per event, µs |")
    print("|---|---|---|---|---|---|")
    async with kafka() as bootstrap:
        arrivals, ready = Arrivals({}, {}), asyncio.Event()
        reading = asyncio.create_task(floor(bootstrap, arrivals, ready))
        await ready.wait()
        times = await published(bootstrap, events, pause)
        await arrivals.wait(list(times), 1)
        reading.cancel()
        print(row("bare consumer", times, arrivals, None))
        async with gateway(bootstrap) as (port, process):
            for number in clients:
                arrivals = Arrivals({}, {})
                connections = [await opened(port) for _ in range(number)]
                tasks = [asyncio.create_task(client(reader, arrivals)) for reader, _ in connections]
                before = process.cpu_times()
                times = await published(bootstrap, events, pause)
                await arrivals.wait(list(times), number)
                after = process.cpu_times()
                cost = (after.user + after.system - before.user - before.system) / events
                print(row(f"stream, {number} clients", times, arrivals, cost), flush=True)
                for task, (_, writer) in zip(tasks, connections, strict=True):
                    task.cancel()
                    writer.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=400)
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 50, 200])
    parser.add_argument("--pause", type=float, default=0.02)
    options = parser.parse_args()
    asyncio.run(main(options.events, options.clients, options.pause))
