"""A service's subscription: one FastStream batch subscriber over all its topics, and how far it is behind.

FastStream's defaults would lose events, so everything that matters is set here: explicit acknowledgement, the
earliest offset for a new group, and a parser that survives headers that are not text.
"""

import asyncio
import dataclasses
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from faststream.kafka.message import KafkaMessage

from chassis.background import backoff
from chassis.health import CheckResult
from chassis.metrics import CONSUMER_LAG
from chassis.records import Record, from_kafka

logger = logging.getLogger(__name__)

BATCH_WAIT_MS: Final = 20
STUCK_SECONDS: Final = 180.0
MEASURE_SECONDS: Final = 1.0

Raw = tuple[ConsumerRecord, ...]


class Subscription:
    """Feeds batches of records to `process`; a batch is acknowledged when `process` returns."""

    name = "consumer"

    def __init__(
        self,
        bootstrap: str,
        *,
        group: str,
        topics: Sequence[str],
        process: Callable[[Sequence[Record]], Awaitable[None]],
        batch_records: int = 500,
    ) -> None:
        self._process = process
        self._stopping = asyncio.Event()
        self._applied: dict[TopicPartition, int] = {}
        self._in_hand: dict[TopicPartition, int] = {}
        self._progress_at = 0.0
        self._connected = False
        self._broker = KafkaBroker(
            bootstrap,
            client_id=group,
            consumer_only=True,
            allow_auto_create_topics=False,
            apply_types=False,
            graceful_timeout=15.0,
            logger=logging.getLogger("faststream"),
            log_level=logging.DEBUG,
        )
        self._subscriber = self._broker.subscriber(
            *topics,
            batch=True,
            group_id=group,
            auto_offset_reset="earliest",
            ack_policy=AckPolicy.NACK_ON_ERROR,
            batch_timeout_ms=BATCH_WAIT_MS,
            max_records=batch_records,
            fetch_max_wait_ms=250,
            max_partition_fetch_bytes=2 * 1024 * 1024,
            session_timeout_ms=30_000,
            heartbeat_interval_ms=3_000,
            parser=_survive_headers,
            decoder=_keep_raw,
        )
        self._subscriber(self._handle)

    async def run(self) -> None:
        """Consume until stopped; a broker that is away is waited for."""
        attempt = 0
        while not self._stopping.is_set():
            try:
                await self._broker.start()
                break
            except (KafkaError, OSError) as failure:
                logger.warning("Kafka is not reachable", extra={"reason": repr(failure)})
                await self._broker.stop()
                await self._pause(backoff(attempt, cap=5))
                attempt += 1
        self._progress_at = _now()
        self._connected = True
        while not self._stopping.is_set():
            CONSUMER_LAG.set(self.lag())
            await self._pause(MEASURE_SECONDS)
        await self._broker.stop()

    async def stop(self) -> None:
        """Let the batch in hand finish, then leave the group."""
        self._stopping.set()

    def lag(self) -> int:
        """Give how many records are published and not yet applied, over the partitions held here."""
        consumer = self._consumer()
        if consumer is None:
            return 0
        behind = 0
        for partition in consumer.assignment():
            end = consumer.highwater(partition)
            reached = self._in_hand.get(partition, self._applied.get(partition))
            if end is None:
                continue
            if reached is None:
                reached = _position(consumer, partition, end)
            behind += max(0, end - reached)
        return behind

    def alive(self) -> bool:
        """Tell whether the consumer makes progress: behind, idle and silent for minutes means it is stuck."""
        if not self._connected or self._in_hand or self.lag() == 0:
            return True
        return _now() - self._progress_at < STUCK_SECONDS

    async def check(self) -> CheckResult:
        """Readiness: says how far the consumer is behind; being behind takes no process out of rotation."""
        consumer = self._consumer()
        joined = consumer is not None and bool(consumer.assignment())
        return CheckResult("up" if joined else "down", {"lag": self.lag()}, required=False)

    async def _handle(self, raw: Raw) -> None:
        self._in_hand = {}
        for record in raw:
            self._in_hand.setdefault(TopicPartition(record.topic, record.partition), record.offset)
        try:
            await self._process([from_kafka(record) for record in raw])
        finally:
            self._in_hand = {}
            self._progress_at = _now()
        for record in raw:
            self._applied[TopicPartition(record.topic, record.partition)] = record.offset + 1

    def _consumer(self) -> AIOKafkaConsumer | None:
        return self._subscriber.consumer

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return


def _position(consumer: AIOKafkaConsumer, partition: TopicPartition, default: int) -> int:
    """Give the next offset to be read without asking the broker."""
    assignment = consumer._subscription.subscription.assignment  # noqa: SLF001 - `position()` may wait for ever
    state = assignment.state_value(partition) if assignment is not None else None
    return state.position if state is not None and state.has_valid_position else default


def _now() -> float:
    return asyncio.get_running_loop().time()


async def _survive_headers(raw: Raw, parse: Callable[[Raw], Awaitable[KafkaMessage]]) -> KafkaMessage:
    """FastStream decodes every header before any handler runs and drops the batch when one is not text."""
    message = await parse(tuple(_without_headers(record) for record in raw))
    message.raw_message = raw
    return message


def _without_headers(record: ConsumerRecord) -> ConsumerRecord:
    return dataclasses.replace(record, headers=())


async def _keep_raw(message: KafkaMessage) -> Any:
    """Hand over the records themselves: bodies are read one by one, by our own rules."""
    return message.raw_message
