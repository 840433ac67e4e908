"""A service's subscription: one FastStream batch subscriber over all its topics, and how far it is behind.

FastStream's defaults would lose events, so everything that matters is set here: explicit acknowledgement, the
earliest offset for a new group, and a parser that survives headers that are not text.
"""

import asyncio
import dataclasses
import functools
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from faststream.kafka.message import KafkaMessage
from faststream.security import BaseSecurity, SASLScram256, SASLScram512

from chassis.core.backoff import backoff
from chassis.messaging.kafka_security import PLAINTEXT, KafkaSecurity
from chassis.messaging.records import Record, from_kafka
from chassis.messaging.stall_detector import StallDetector
from chassis.runtime.background import wait_for
from chassis.runtime.health import CheckResult
from chassis.runtime.metrics import CONSUMER_LAG

logger = logging.getLogger(__name__)

BATCH_WAIT_MS: Final = 20
LISTEN_MS: Final = 1_000
MEASURE_SECONDS: Final = 1.0
ANSWER_SECONDS: Final = 2.0

Raw = tuple[ConsumerRecord, ...]
_SCRAM: Final = {"SCRAM-SHA-256": SASLScram256, "SCRAM-SHA-512": SASLScram512}


class ConsumerStuck(Exception):
    """The consumer makes no progress though Kafka answers and records wait (aio-libs/aiokafka#1154)."""


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
        session_seconds: int = 10,
        security: KafkaSecurity = PLAINTEXT,
    ) -> None:
        self._process = process
        self._stopping = asyncio.Event()
        self._in_hand: dict[TopicPartition, int] = {}
        self._ends: dict[TopicPartition, int] = {}
        self._failures = 0
        self._progress = StallDetector()
        self._broker = KafkaBroker(
            bootstrap,
            client_id=group,
            consumer_only=True,
            allow_auto_create_topics=False,
            apply_types=False,
            graceful_timeout=15.0,
            request_timeout_ms=10_000,
            security=_broker_security(security),
            logger=None,
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
            session_timeout_ms=session_seconds * 1000,
            heartbeat_interval_ms=session_seconds * 1000 // 4,
            parser=_survive_headers,
            decoder=_keep_raw,
        )
        self._subscriber(self._handle)

    async def run(self) -> None:
        """Consume until stopped; a broker that is away is waited for. Raises ConsumerStuck to be started anew."""
        self._progress.begin()
        try:
            await self._connect()
            while not self._stopping.is_set():
                await self._measure()
                if self._progress.wants_restart():
                    raise ConsumerStuck
                await wait_for(self._stopping, MEASURE_SECONDS)
        finally:
            await self._leave()

    async def stop(self) -> None:
        """Let the batch in hand finish, then leave the group."""
        self._stopping.set()

    def lag(self) -> int | None:
        """Give how many records are published and not yet applied, over the partitions held here.

        Null as long as that is not known: before the group is joined and Kafka has told where partitions end.
        """
        consumer = self._subscriber.consumer
        partitions = _assigned(consumer) if consumer is not None else None
        if consumer is None or partitions is None:
            return None
        behind = 0
        for partition in partitions:
            reached = self._in_hand.get(partition, _position(consumer, partition))
            end = max(self._ends.get(partition, -1), consumer.highwater(partition) or -1)
            if reached is None or end < 0:
                return None
            behind += max(0, end - reached)
        return behind

    def alive(self) -> bool:
        """Tell whether the consumer makes progress: behind and idle for minutes though Kafka answers is stuck."""
        return self._progress.is_alive()

    async def check(self) -> CheckResult:
        """Return how far the consumer is behind; register it as optional: being behind makes no process unavailable."""
        lag = self.lag()
        if lag is None or not self._progress.kafka_answers:
            return CheckResult("down", {} if lag is None else {"lag": lag})
        return CheckResult("up", {"lag": lag})

    async def _connect(self) -> None:
        attempt = 0
        while not self._stopping.is_set():
            try:
                await self._broker.start()
            except (KafkaError, OSError) as failure:
                logger.warning("Kafka is not reachable", extra={"reason": repr(failure)})
                self._progress.observe(kafka_answers=False, idle=False)
                await self._broker.stop()
                await wait_for(self._stopping, backoff(attempt, cap=5))
                attempt += 1
            else:
                consumer = self._subscriber.consumer
                if consumer is not None:
                    consumer.getmany = functools.partial(_getmany, consumer.getmany)
                return

    async def _leave(self) -> None:
        """Wait for the batch in hand and leave the group; when that is cut short, leave without the batch."""
        consumer = self._subscriber.consumer
        try:
            await self._broker.stop()
        except asyncio.CancelledError:
            for task in self._subscriber.tasks:
                task.cancel()
            if consumer is not None:
                await consumer.stop()
            raise

    async def _measure(self) -> None:
        """Ask Kafka where the partitions end, and note whether anything moves."""
        consumer = self._subscriber.consumer
        partitions = _assigned(consumer) if consumer is not None else None
        answers = True
        if consumer is not None and partitions:
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    self._ends = await consumer.end_offsets(list(partitions))
            except (KafkaError, OSError, TimeoutError):
                answers = False
            if answers != self._progress.kafka_answers:
                logger.log(logging.INFO if answers else logging.WARNING, "Kafka answers", extra={"answers": answers})
        lag = self.lag()
        if lag is not None:
            CONSUMER_LAG.set(lag)
        self._progress.observe(kafka_answers=answers, idle=lag == 0 or bool(self._in_hand))

    async def _handle(self, raw: Raw) -> None:
        for record in reversed(raw):
            self._in_hand[TopicPartition(record.topic, record.partition)] = record.offset
        try:
            await self._process([from_kafka(record) for record in raw])
        except Exception as failure:
            logger.error("batch comes again", extra={"records": len(raw), "reason": repr(failure)})
            await wait_for(self._stopping, backoff(self._failures, cap=5))
            self._failures += 1
            raise
        else:
            self._failures = 0
        finally:
            self._in_hand = {}
            self._progress.advance()


def _broker_security(security: KafkaSecurity) -> BaseSecurity | None:
    """Return the security of a FastStream broker, or null for plain text."""
    context = security.ssl_context() if security.uses_tls else None
    if security.uses_sasl:
        scram = _SCRAM[security.mechanism]
        return scram(username=security.username or "", password=security.password or "", ssl_context=context)
    return BaseSecurity(ssl_context=context) if context is not None else None


async def _getmany(getmany: Callable[..., Awaitable[object]], *, timeout_ms: int, max_records: int | None) -> object:
    """Look for records longer than FastStream asks to: it sleeps as long again after it has found none, and
    would be deaf half of the time."""
    return await getmany(timeout_ms=max(timeout_ms, LISTEN_MS), max_records=max_records)


def _assigned(consumer: AIOKafkaConsumer) -> frozenset[TopicPartition] | None:
    """Give the partitions held, perhaps none; null as long as the group is not joined."""
    subscription = consumer._subscription.subscription  # noqa: SLF001 - `assignment()` tells neither apart
    if subscription is None or subscription.assignment is None or not subscription.assignment.active:
        return None
    return frozenset(subscription.assignment.tps)


def _position(consumer: AIOKafkaConsumer, partition: TopicPartition) -> int | None:
    """Give the next offset to be read without asking the broker; null where it is not known yet."""
    assignment = consumer._subscription.subscription.assignment  # noqa: SLF001 - `position()` may wait for ever
    state = assignment.state_value(partition) if assignment is not None else None
    return state.position if state is not None and state.has_valid_position else None


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
