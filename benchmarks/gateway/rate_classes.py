"""The rate classes of many users: how long a gateway reads them at its start, and how much memory they need.

    python benchmarks/gateway/rate_classes.py [--users 200000] [--paying 0.2] [--rounds 3]

Every user has one event in `subscription.changed`, as compaction leaves it. `feed` is the gateway's; `floor` reads the
same records and makes nothing of them. They take turns in one process. Memory is that of the classes alone, beside a
dictionary from the id to class, end and version, which is the floor of it.
"""

import argparse
import asyncio
import os
import random
import shutil
import statistics
import time
import tracemalloc
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from chassis.messaging.log_reader import LogReader, lag
from chassis.messaging.publishing.producer import Outgoing
from chassis.runtime.background import Tasks
from chassis.runtime.garbage_collection import relax_collection
from chassis.testing.kafka import outgoing, produce, wait_until
from contracts.billing import Entitlements, RateClass, SubscriptionChangedV1
from contracts.event import encode
from devstack.folders import cache_folder, temporary_data_folder
from devstack.ports import free_ports
from devstack.servers.artifacts import install
from devstack.servers.fetch import download
from devstack.servers.kafka import Kafka
from devstack.servers.topics import create_topics
from gateway.application.rate_classes import CurrentRateClasses, RateClassChange, RateClasses
from gateway.infrastructure.rate_class_feed import MOST_RECORDS, POLL_SECONDS, RateClassFeed

TOPIC: Final = SubscriptionChangedV1.topic
NOW: Final = datetime.now(UTC)
CHUNK: Final = 20_000


def users(number: int) -> list[UUID]:
    """Return ids as auth makes them, the same in every run."""
    source = random.Random(20)
    return [UUID(int=source.getrandbits(128), version=4) for _ in range(number)]


def events(ids: list[UUID], paying: float) -> Iterator[Outgoing]:
    """Yield the event of each user."""
    source = random.Random(1)
    for user_id in ids:
        pays = source.random() < paying
        rate_class: RateClass = "premium" if pays else "free"
        yield outgoing(
            encode(
                SubscriptionChangedV1(
                    version=2,
                    user_id=user_id,
                    plan=rate_class,
                    status="active" if pays else "none",
                    entitlements=Entitlements(device_limit=4, concurrent_streams=1, rate_class=rate_class),
                    valid_until=NOW + timedelta(days=30) if pays else None,
                    changed_at=NOW,
                ),
                "billing",
            )
        )


async def floor(bootstrap: str) -> None:
    """Read the topic from its beginning to its end."""
    reader = LogReader(bootstrap, [TOPIC], client_id="benchmark")
    try:
        await reader.start({})
        ends = await reader.ends()
        while lag(reader.positions, ends):
            await reader.read(most=MOST_RECORDS, seconds=POLL_SECONDS)
    finally:
        await reader.stop()


async def feed(bootstrap: str) -> None:
    """Start the feed of a gateway, and stop it as soon as it is current."""
    tasks = Tasks([reading := RateClassFeed(bootstrap, CurrentRateClasses(), time.time)])
    tasks.start()

    async def is_current() -> bool:
        return (await reading.check()).status == "up"

    await wait_until(is_current, seconds=600, every=0.005, what="the feed")
    await tasks.stop(10)


async def measured(read: Callable[[str], Awaitable[None]], bootstrap: str) -> tuple[float, float]:
    """Return the seconds on the clock and of the processor."""
    begun, used = time.perf_counter(), time.process_time()
    await read(bootstrap)
    return time.perf_counter() - begun, time.process_time() - used


def memory(fill: Callable[[], object]) -> int:
    """Return the bytes of what a function makes."""
    tracemalloc.start()
    made = fill()
    used = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    del made
    return used


def compact(ids: list[UUID]) -> RateClasses:
    """Return the classes of users who all pay."""
    classes = RateClasses(time.time)
    until = NOW.timestamp() + 86_400
    for version, user_id in enumerate(ids):
        classes.apply(RateClassChange(user_id, version, "premium", until))
    return classes


def dictionary(ids: list[UUID]) -> dict[int, tuple[str, float, int]]:
    """Return the same as a dictionary."""
    until = NOW.timestamp() + 86_400
    return {user_id.int: ("premium", until + version / 1000, 10_000 + version) for version, user_id in enumerate(ids)}


async def main(options: argparse.Namespace) -> None:
    """Start a Kafka, fill the topic, and print the figures."""
    relax_collection()
    folder = temporary_data_folder()
    port, controller = free_ports(2)
    installed = await asyncio.to_thread(install, cache_folder(os.environ), download)
    kafka = Kafka(installed.kafka_jars, folder / "kafka", folder / "kafka.log", port, controller)
    ids = users(options.users)
    seconds: dict[str, list[tuple[float, float]]] = {"floor": [], "feed": []}
    try:
        await kafka.start()
        await create_topics(kafka.bootstrap, [SubscriptionChangedV1.spec.topic])
        batch: list[Outgoing] = []
        for item in events(ids, options.paying):
            batch.append(item)
            if len(batch) == CHUNK:
                await produce(kafka.bootstrap, batch)
                batch = []
        await produce(kafka.bootstrap, batch)
        for _ in range(options.rounds):
            for name, read in (("floor", floor), ("feed", feed)):
                seconds[name].append(await measured(read, kafka.bootstrap))
    finally:
        await kafka.kill()
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{options.users} users, {options.paying:.0%} of whom pay; medians of {options.rounds} rounds\n")
    print("| | seconds | s per million users | of the floor | processor, us per user |")
    print("|---|---|---|---|---|")
    floor_seconds = statistics.median(clock for clock, _ in seconds["floor"])
    for name, rounds in seconds.items():
        clock = statistics.median(clock for clock, _ in rounds)
        used = statistics.median(used for _, used in rounds) / options.users * 1e6
        print(
            f"| {name} | {clock:.1f} | {clock / options.users * 1e6:.0f} | {clock / floor_seconds:.2f} | {used:.1f} |"
        )
    ours, plain = memory(lambda: compact(ids)) / len(ids), memory(lambda: dictionary(ids)) / len(ids)
    print(f"\nbytes per paying user: {ours:.1f}, a dictionary {plain:.1f} ({ours / plain:.2f})")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=200_000)
    parser.add_argument("--paying", type=float, default=0.2)
    parser.add_argument("--rounds", type=int, default=3)
    asyncio.run(main(parser.parse_args()))
