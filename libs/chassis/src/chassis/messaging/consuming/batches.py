"""Batches as FastStream delivers them, completed: records that arrive meanwhile are added, and offsets are the batch's.

FastStream polls once per batch, so under load a batch would hold what a single fetch brought.
"""

import asyncio
import dataclasses
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from itertools import chain, islice
from typing import Final

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from faststream.kafka.message import KafkaMessage

from chassis.messaging.gathering import Gathering

Raw = tuple[ConsumerRecord, ...]
Parse = Callable[[Raw], Awaitable[KafkaMessage]]

GATHER_STEPS: Final = 2
FETCH_SECONDS: Final = 0.06
"""How long a step waits for the response to its fetch; Kafka responds at once when there are records."""
MAX_LINKS: Final = 32
"""How many traces a batch is linked to at most."""
REBALANCE_SECONDS: Final = 0.5
"""How long a batch waits for a rebalance that begins while it gathers."""
_TRACE_HEADERS: Final = ("traceparent", "tracestate")

logger = logging.getLogger(__name__)


class BatchReader:
    """Makes FastStream's messages of one subscriber."""

    def __init__(
        self, *, batch_records: int, gather_seconds: float, linger_seconds: float = 0.0, traces: bool = True
    ) -> None:
        self._links = MAX_LINKS if traces else 0
        self._batch_records = batch_records
        self._gathering = Gathering(gather_seconds, steps=GATHER_STEPS, linger=linger_seconds)
        self._ended_at = float("-inf")

    async def parse(self, raw: Sequence[ConsumerRecord], parse: Parse) -> KafkaMessage:
        """Return FastStream's message of a batch, with no other headers than those its middlewares need.

        FastStream decodes every header before any middleware runs, and drops the whole batch when one is not UTF-8. It
        also combines the headers of all records in quadratic time, so at most `MAX_LINKS` records keep theirs.
        """
        message = await parse((_bare(raw[0]),))
        records = tuple(raw)
        if isinstance(message.consumer, AIOKafkaConsumer):
            records += tuple(await self._gather(message.consumer, len(records)))
            message.consumer = BatchOffsets(message.consumer, records, on_end=self._end)
        message.message_id = f"{records[0].offset}-{records[-1].offset}-{records[0].timestamp}"
        message.raw_message = records
        message.body = [record.value or b"" for record in records]
        message.batch_headers = list(islice(filter(None, map(_trace_headers, records)), self._links))
        return message

    async def _gather(self, consumer: AIOKafkaConsumer, count: int) -> list[ConsumerRecord]:
        """Return the records that arrive while the batch may wait for more.

        Nothing may be raised once a record was taken: the consumer's position is behind it, so it would be skipped. The
        partitions are paused meanwhile, and stay so until the batch ends: otherwise each small arrival is a fetch of
        all partitions.
        """
        gathered: list[ConsumerRecord] = []
        pause = self._gathering.begin(count, waited=_now() - self._ended_at, now=_now())
        while pause and count + len(gathered) < self._batch_records:
            consumer.pause(*consumer.assignment())
            await asyncio.sleep(pause)
            resume(consumer)
            records = await _poll(consumer, self._batch_records - count - len(gathered))
            gathered += records
            pause = self._gathering.add(len(records), now=_now())
            consumer.pause(*consumer.assignment())
        return gathered

    def _end(self) -> None:
        self._ended_at = _now()


class BatchOffsets:
    """The consumer as one batch sees it: commits and rewinds the partitions of the batch, and no others.

    A commit of all positions would write one offset per partition of all topics for each batch. A partition that was
    reassigned while the batch was applied is left to its new owner.
    """

    def __init__(self, consumer: AIOKafkaConsumer, records: Iterable[ConsumerRecord], *, on_end: Callable[[], None]):
        self._consumer = consumer
        self._on_end = on_end
        self._ends: dict[TopicPartition, int] = {}
        for record in records:
            place = TopicPartition(record.topic, record.partition)
            self._ends[place] = max(record.offset + 1, self._ends.get(place, 0))

    async def commit(self) -> None:
        """Commit the ends of the batch."""
        assigned = self._consumer.assignment()
        offsets = {place: end for place, end in self._ends.items() if place in assigned}
        try:
            if offsets:
                await self._consumer.commit(offsets)
        finally:
            self._end()

    def seek(self, partition: TopicPartition, offset: int) -> None:
        """Deliver a partition again from an offset."""
        if partition in self._consumer.assignment():
            self._consumer.seek(partition, offset)
        self._end()

    def _end(self) -> None:
        """Let the consumer fetch again."""
        resume(self._consumer)
        self._on_end()


def resume(consumer: AIOKafkaConsumer) -> None:
    """Resume the partitions that are paused; a rebalance has resumed them already."""
    paused = consumer.paused()
    if paused:
        consumer.resume(*paused)


async def _poll(consumer: AIOKafkaConsumer, most: int) -> list[ConsumerRecord]:
    """Return what one fetch brings; nothing when it fails, which the next batch will meet."""
    try:
        async with asyncio.timeout(REBALANCE_SECONDS):
            batches = await consumer.getmany(timeout_ms=FETCH_SECONDS * 1000, max_records=most)
    except Exception as failure:  # noqa: BLE001 - whatever it is, the records in hand are delivered
        logger.warning("cannot gather records", extra={"reason": repr(failure)})
        return []
    return list(chain.from_iterable(batches.values()))


def _bare(record: ConsumerRecord) -> ConsumerRecord:
    return dataclasses.replace(record, headers=())


def _trace_headers(record: ConsumerRecord) -> dict[str, str]:
    """Return the W3C trace headers and a correlation id, without which FastStream links no trace; empty when none."""
    trace = {
        name: value.decode()
        for name, value in record.headers
        if name in _TRACE_HEADERS and value is not None and value.isascii()
    }
    return trace and {**trace, "correlation_id": f"{record.topic}/{record.partition}/{record.offset}"}


def _now() -> float:
    return asyncio.get_running_loop().time()
