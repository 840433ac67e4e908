"""The log of a backup: a file of records per topic, and the way back into empty topics.

Offsets of the restored records differ, since compaction has left gaps; positions of groups move along.
"""

import gzip
import json
import struct
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from chassis.messaging.kafka_security import KafkaSecurity
from chassis.messaging.log_consumer import log_consumer
from devstack.backup.manifest import PartitionContent, Position
from devstack.errors import BackupFailed, BackupUnusable

FOLDER: Final = "log"
_HEAD: Final = struct.Struct(">iqqiii")
_FETCH_BYTES: Final = 4 * 1024 * 1024
_LARGEST_BYTES: Final = 8 * 1024 * 1024
_WAIT_MS: Final = 5_000
_LEAST_WAITS: Final = 12
_IN_FLIGHT: Final = 500


class LogRecord(NamedTuple):
    """A record as Kafka keeps it."""

    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes | None]]


async def save(
    bootstrap: str, security: KafkaSecurity, ends: Mapping[TopicPartition, int], folder: Path
) -> tuple[PartitionContent, ...]:
    """Write the records before `ends`; raise BackupFailed when Kafka stops to deliver."""
    (folder / FOLDER).mkdir(exist_ok=True)
    counts: Counter[TopicPartition] = Counter()
    async with log_consumer(bootstrap, security=security, fetch_bytes=_FETCH_BYTES) as consumer:
        firsts = await consumer.beginning_offsets(list(ends)) if ends else {}
        with ExitStack() as opened:
            files = {
                topic: opened.enter_context(gzip.open(folder / FOLDER / f"{topic}.gz", "wb", compresslevel=1))
                for topic in {partition.topic for partition in ends}
            }
            async for item in _fetched(consumer, ends, firsts):
                counts[TopicPartition(item.topic, item.partition)] += 1
                kept = LogRecord(item.partition, item.offset, item.timestamp, item.key, item.value, item.headers)
                write_record(files[item.topic], kept)
    return tuple(
        PartitionContent(item.topic, item.partition, firsts[item], end, counts[item])
        for item, end in sorted(ends.items())
    )


async def restore(
    bootstrap: str,
    security: KafkaSecurity,
    log: Iterable[PartitionContent],
    positions: Iterable[Position],
    folder: Path,
) -> tuple[Position, ...]:
    """Write the records of a backup into empty topics, and return the positions of groups among them.

    Raises BackupFailed when Kafka rejects a record, BackupUnusable when the number of records differs.
    """
    expected = {(item.topic, item.partition): item.records for item in log}
    targets = tuple(positions)
    counts: Counter[tuple[str, int]] = Counter()
    moved: Counter[Position] = Counter()
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap,
        enable_idempotence=True,
        linger_ms=20,
        max_request_size=_LARGEST_BYTES,
        **security.client_options(),
    )
    await producer.start()
    try:
        for topic in sorted({topic for topic, _ in expected}):
            mine = [item for item in targets if item.topic == topic]
            pending = []
            for record in read_records(folder / FOLDER / f"{topic}.gz"):
                counts[topic, record.partition] += 1
                moved.update(p for p in mine if p.partition == record.partition and record.offset < p.offset)
                sent = await producer.send(
                    topic,
                    record.value,
                    record.key,
                    partition=record.partition,
                    timestamp_ms=record.timestamp,
                    headers=list(record.headers),
                )
                pending.append(sent)
                if len(pending) >= _IN_FLIGHT:
                    for result in pending:
                        await result
                    pending = []
            for result in pending:
                await result
    except KafkaError as error:
        raise BackupFailed(f"Kafka rejected a record of {topic}: {error!r}") from error
    finally:
        await producer.stop()
    if wrong := sorted(topic for (topic, part), records in expected.items() if counts[topic, part] != records):
        raise BackupUnusable(f"records are missing in {folder / FOLDER}: {', '.join(wrong)}")
    return tuple(Position(item.group, item.topic, item.partition, moved[item]) for item in targets)


async def set_positions(bootstrap: str, security: KafkaSecurity, positions: Iterable[Position]) -> None:
    """Set groups to positions, those beyond what is retained to the nearest record; raise BackupFailed.

    Kafka refuses for a group that has members.
    """
    by_group: dict[str, dict[TopicPartition, int]] = {}
    for item in positions:
        by_group.setdefault(item.group, {})[TopicPartition(item.topic, item.partition)] = item.offset
    for group, offsets in sorted(by_group.items()):
        async with log_consumer(bootstrap, group=group, security=security, fetch_bytes=_FETCH_BYTES) as consumer:
            consumer.assign(list(offsets))
            firsts, ends = (
                await consumer.beginning_offsets(list(offsets)),
                await consumer.end_offsets(list(offsets)),
            )
            inside = {part: min(max(offset, firsts[part]), ends[part]) for part, offset in offsets.items()}
            try:
                await consumer.commit(inside)
            except KafkaError as refusal:
                raise BackupFailed(f"Kafka refused positions of {group}; is the service stopped? ({refusal})") from None


async def records_behind(
    bootstrap: str, security: KafkaSecurity, offsets: Mapping[TopicPartition, int]
) -> list[ConsumerRecord]:
    """Return the records that stand at or behind offsets now."""
    async with log_consumer(bootstrap, security=security, fetch_bytes=_FETCH_BYTES) as consumer:
        ends = await consumer.end_offsets(list(offsets))
        firsts = await consumer.beginning_offsets(list(offsets))
        begins = {part: min(max(offset, firsts[part]), ends[part]) for part, offset in offsets.items()}
        return [record async for record in _fetched(consumer, ends, begins)]


async def lengths(
    bootstrap: str, security: KafkaSecurity, partitions: Sequence[TopicPartition]
) -> Mapping[TopicPartition, int]:
    """Return how many offsets each partition retains."""
    async with log_consumer(bootstrap, security=security, fetch_bytes=_FETCH_BYTES) as consumer:
        firsts, lasts = await consumer.beginning_offsets(partitions), await consumer.end_offsets(partitions)
    return {partition: lasts[partition] - firsts[partition] for partition in partitions}


async def ends(
    bootstrap: str, security: KafkaSecurity, partitions: Sequence[TopicPartition]
) -> Mapping[TopicPartition, int]:
    """Return the offset behind the last record of each partition."""
    async with log_consumer(bootstrap, security=security, fetch_bytes=_FETCH_BYTES) as consumer:
        offsets: Mapping[TopicPartition, int] = await consumer.end_offsets(partitions)
    return offsets


def write_record(file: BinaryIO | gzip.GzipFile, record: LogRecord) -> None:
    """Append a record: lengths first, -1 for a key or value that is null."""
    named = [[name, None if value is None else value.decode("latin-1")] for name, value in record.headers]
    headers = json.dumps(named).encode()
    lengths = (-1 if part is None else len(part) for part in (record.key, record.value))
    file.write(_HEAD.pack(record.partition, record.offset, record.timestamp, *lengths, len(headers)))
    file.write((record.key or b"") + (record.value or b"") + headers)


def read_records(path: Path) -> Iterator[LogRecord]:
    """Yield the records of a file; raise BackupUnusable for one that ends too early."""
    with gzip.open(path, "rb") as file:
        while head := file.read(_HEAD.size):
            try:
                partition, offset, timestamp, key, value, headers = _HEAD.unpack(head)
                parts = [None if length < 0 else _exactly(file, length) for length in (key, value)]
                texts = json.loads(_exactly(file, headers))
                named = [(name, None if text is None else text.encode("latin-1")) for name, text in texts]
            except (struct.error, EOFError) as error:
                raise BackupUnusable(f"{path} ends within a record") from error
            yield LogRecord(partition, offset, timestamp, parts[0], parts[1], named)


def _exactly(file: gzip.GzipFile, length: int) -> bytes:
    data = file.read(length)
    if len(data) != length:
        raise EOFError
    return data


async def _fetched(
    consumer: AIOKafkaConsumer, ends: Mapping[TopicPartition, int], begins: Mapping[TopicPartition, int]
) -> AsyncIterator[ConsumerRecord]:
    left = {partition for partition, end in ends.items() if end > begins[partition]}
    if not left:
        return
    consumer.assign(sorted(left))
    for partition in left:
        consumer.seek(partition, begins[partition])
    waits = 0
    while left:
        batches = await consumer.getmany(*left, timeout_ms=_WAIT_MS)
        waits = 0 if batches else waits + 1
        if waits > _LEAST_WAITS:
            raise BackupFailed(f"Kafka delivers no record of {', '.join(sorted({part.topic for part in left}))}")
        for partition, batch in batches.items():
            for record in batch:
                if record.offset < ends[partition]:
                    yield record
        # A position behind the last record, since compaction may have removed the last ones before the end.
        left = {partition for partition in left if await consumer.position(partition) < ends[partition]}
