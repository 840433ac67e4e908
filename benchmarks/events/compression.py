"""Compression of records: processor time of producer, consumer and broker per record, and bytes on disk, by codec.

    python benchmarks/events/compression.py [--records 3000] [--round 60] [--rounds 3]

The bodies are the contracts' golden events with other ids, numbers and texts: imported titles (2.6 KB, 1.2 KB),
episodes (0.9 KB) and statistics (0.5 KB). A round is what a relay publishes at once. The codecs take turns; the floor
is no compression.
"""

import argparse
import asyncio
import json
import logging
import os
import random
import re
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from parts import PARTITIONS, Parts, make_topic, started

CODECS = ("none", "lz4", "zstd", "gzip", "snappy")
GOLDEN = Path(__file__).parents[2] / "libs" / "contracts" / "tests" / "golden"
EVENTS = ("media.imported.v1", "media.imported.v1", "season.synced.v1", "stats.updated.v1")
_TICKS = os.sysconf("SC_CLK_TCK")
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_NUMBER = re.compile(r"(?<=:)\d+(?=[,}])")
_WORDS = ["".join(random.choices("etaoinshrdlucmfw", k=random.randint(2, 9))) for _ in range(3_000)]

Step = Callable[[], Awaitable[None]]


@dataclass
class Figures:
    """Microseconds of processor time per record, and bytes per record."""

    producer: list[float] = field(default_factory=list)
    consumer: list[float] = field(default_factory=list)
    broker: list[float] = field(default_factory=list)
    stored: list[float] = field(default_factory=list)


def bodies(count: int) -> list[bytes]:
    """Return bodies of realistic size, structure and entropy."""
    samples = [json.loads((GOLDEN / f"{name}.json").read_text("utf-8")) for name in EVENTS]
    texts = [
        json.dumps(sample[place % 2 if place < 2 else 0]["body"], ensure_ascii=False, separators=(",", ":"))
        for place, sample in enumerate(samples)
    ]
    return [_varied(texts[number % len(texts)]).encode() for number in range(count)]


def _varied(text: str) -> str:
    """Return a body with other ids and numbers, and a text of its own where it has an overview."""
    words = " ".join(random.choices(_WORDS[:300] + _WORDS, k=40))
    text = _ID.sub(lambda _: str(uuid4()), text)
    text = _NUMBER.sub(lambda match: str(random.randint(1, 10 ** len(match[0]))), text)
    return re.sub(r'(?<="overview":")[^"]*', words, text)


async def cost(step: Step, broker: int) -> tuple[float, float]:
    """Return the seconds of processor time that a step takes here and in the broker."""
    own, other = time.process_time(), _cpu_seconds(broker)
    await step()
    return time.process_time() - own, _cpu_seconds(broker) - other


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


async def measure(parts: Parts, codec: str, records: Sequence[bytes], per_round: int, figures: Figures) -> None:
    """Publish and read all records once with one codec."""
    topic = f"{codec}.{uuid4().hex[:8]}"
    await make_topic(parts, topic)
    producer = AIOKafkaProducer(
        bootstrap_servers=parts.bootstrap,
        enable_idempotence=True,
        compression_type=None if codec == "none" else codec,
        max_batch_size=262_144,
    )
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=parts.bootstrap, auto_offset_reset="earliest")

    async def publish() -> None:
        for start in range(0, len(records), per_round):
            chunk = records[start : start + per_round]
            headers = [("ce_id", str(uuid4()).encode()), ("ce_type", b"media.imported.v1"), ("ce_source", b"ingestion")]
            pending = [
                await producer.send(topic, body, key=UUID(int=hash(body) % 2**64).bytes, headers=headers)
                for body in chunk
            ]
            await asyncio.gather(*pending)

    async def read() -> None:
        count = 0
        while count < len(records):
            batches = await consumer.getmany(timeout_ms=1_000, max_records=500)
            count += sum(map(len, batches.values()))

    await producer.start()
    try:
        own, broker = await cost(publish, parts.kafka_pid)
    finally:
        await producer.stop()
    figures.stored.append(
        sum(_size(parts.kafka_data / f"{topic}-{number}") for number in range(PARTITIONS)) / len(records)
    )
    await consumer.start()
    try:
        reading, serving = await cost(read, parts.kafka_pid)
    finally:
        await consumer.stop()
    for values, seconds in ((figures.producer, own), (figures.consumer, reading), (figures.broker, broker + serving)):
        values.append(seconds / len(records) * 1e6)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("*.log"))


async def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=3_000)
    parser.add_argument("--round", type=int, default=60, help="records that are published at once")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    logging.disable(logging.WARNING)
    records = bodies(arguments.records)
    figures = {codec: Figures() for codec in CODECS}
    async with started() as parts:
        await measure(parts, "none", records[:500], arguments.round, Figures())
        for _ in range(arguments.rounds):
            for codec in CODECS:
                await measure(parts, codec, records, arguments.round, figures[codec])
    print(f"{len(records)} records of {sum(map(len, records)) / len(records):,.0f} bytes, {arguments.round} per round")
    print(f"{'':<8}{'producer us':>16}{'consumer us':>16}{'broker us':>16}{'bytes on disk':>18}")
    for codec, values in figures.items():
        print(f"{codec:<8}" + "".join(_beside(values, figures["none"], name) for name in vars(values)))


def _beside(values: Figures, floor: Figures, name: str) -> str:
    """Return a median and its ratio to the floor."""
    own, bare = (statistics.median(getattr(figures, name)) for figures in (values, floor))
    return f"{own:>10,.0f} ({own / bare:.2f})"


if __name__ == "__main__":
    asyncio.run(main())
