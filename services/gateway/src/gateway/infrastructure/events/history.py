"""Reading the log from any position in Kafka: one consumer for all clients of this replica, who take turns."""

import asyncio
import logging
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from typing import Final

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError, OffsetOutOfRangeError

from chassis.messaging.kafka_security import PLAINTEXT, KafkaSecurity
from chassis.messaging.log_reader import read_valid
from chassis.messaging.records import from_kafka
from gateway.application.events.history import Bounds, Page, PositionExpired
from gateway.domain.errors import Unavailable
from gateway.domain.events.logged import LoggedEvent, Place
from gateway.domain.events.positions import Positions
from gateway.infrastructure.events.records import logged_event

logger = logging.getLogger(__name__)

TURN_SECONDS: Final = 5.0
POLL_MS: Final = 200
FETCH_WAIT_MS: Final = 20
"""A fetch at the end of a partition holds up the next reader for as long."""
FETCH_BYTES: Final = 131_072
"""Of each partition: a client holds what it was given of every partition until it is that partition's turn."""
MOST_RECORDS: Final = 256
"""Of each partition, for the same reason."""


class KafkaHistory:
    """Reads pages of the log. It connects for the first page, and again after a failure."""

    def __init__(self, bootstrap: str, *, security: KafkaSecurity = PLAINTEXT) -> None:
        self._bootstrap = bootstrap
        self._security = security
        self._turn = asyncio.Lock()
        self._consumer: AIOKafkaConsumer | None = None

    async def bounds(self, places: Collection[Place]) -> Bounds:
        """Return where partitions begin and end: at 0 if their topic does not exist. Raise Unavailable."""
        async with self._turn_with_consumer() as consumer:
            topics = await consumer.topics()
            partitions = [TopicPartition(*place) for place in places if place.topic in topics]
            firsts = await consumer.beginning_offsets(partitions)
            ends = await consumer.end_offsets(partitions)
        absent = {place: 0 for place in places if place.topic not in topics}
        return Bounds(absent | _by_place(firsts), absent | _by_place(ends))

    async def read(self, positions: Positions, ends: Positions) -> Page:
        """Return some of the events from `positions` on and before `ends`.

        Raise PositionExpired, or Unavailable.
        """
        async with self._turn_with_consumer() as consumer:
            partitions = [TopicPartition(*place) for place in positions]
            _assign(consumer, partitions)
            for partition in partitions:
                consumer.seek(partition, positions[Place(*partition)])
            consumer.resume(*partitions)
            try:
                return await _page(consumer, positions, ends)
            except OffsetOutOfRangeError as expired:
                raise PositionExpired(str(expired)) from expired
            finally:
                consumer.pause(*partitions)

    async def close(self) -> None:
        """Disconnect."""
        if self._consumer is not None:
            consumer, self._consumer = self._consumer, None
            await consumer.stop()

    @asynccontextmanager
    async def _turn_with_consumer(self) -> AsyncIterator[AIOKafkaConsumer]:
        async with self._turn:
            try:
                async with asyncio.timeout(TURN_SECONDS):
                    yield await self._connected()
            except PositionExpired:
                raise
            except (KafkaError, OSError, TimeoutError) as failure:
                logger.warning("cannot read past events from Kafka", extra={"reason": repr(failure)})
                await self.close()
                raise Unavailable from failure

    async def _connected(self) -> AIOKafkaConsumer:
        if self._consumer is None:
            consumer = AIOKafkaConsumer(
                bootstrap_servers=self._bootstrap,
                client_id="gateway-history",
                enable_auto_commit=False,
                auto_offset_reset="none",
                max_partition_fetch_bytes=FETCH_BYTES,
                fetch_max_wait_ms=FETCH_WAIT_MS,
                **self._security.client_options(),
            )
            try:
                await consumer.start()
            except BaseException:
                await consumer.stop()
                raise
            self._consumer = consumer
        return self._consumer


def _assign(consumer: AIOKafkaConsumer, partitions: Collection[TopicPartition]) -> None:
    """Add partitions to those of a consumer; all are paused."""
    if not consumer.assignment().issuperset(partitions):
        assigned = {*consumer.assignment(), *partitions}
        consumer.assign(assigned)
        for partition in assigned:
            # A partition without a position would be one without a place to begin.
            consumer.seek(partition, 0)
        consumer.pause(*assigned)


async def _page(consumer: AIOKafkaConsumer, positions: Positions, ends: Positions) -> Page:
    """Wait for each partition once; a partition that does not respond delays the others only for a moment."""
    events: dict[Place, list[LoggedEvent]] = {}
    reached: dict[Place, int] = {}
    waiting = {TopicPartition(*place) for place in positions}
    while waiting:
        fetched = await consumer.getmany(*waiting, timeout_ms=POLL_MS)
        for partition, raw in fetched.items():
            place = Place(*partition)
            kept = [record for record in raw if record.offset < ends[place]][:MOST_RECORDS]
            is_cut = len(kept) < len(raw) and len(kept) == MOST_RECORDS
            reached[place] = kept[-1].offset + 1 if is_cut else await consumer.position(partition)
            events[place] = read_valid([from_kafka(record) for record in kept], logged_event)
        waiting -= fetched.keys()
        if not fetched:
            # Compaction leaves ranges without records, over which the position moves alone.
            for partition in waiting:
                if (offset := await consumer.position(partition)) > positions[Place(*partition)]:
                    reached[Place(*partition)] = offset
            if reached:
                break
    return Page(events, {place: min(offset, ends[place]) for place, offset in reached.items()})


def _by_place(offsets: Mapping[TopicPartition, int]) -> dict[Place, int]:
    return {Place(*partition): offset for partition, offset in offsets.items()}
