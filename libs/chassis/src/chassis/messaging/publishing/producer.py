"""A Kafka producer that recovers from failures: acknowledged by all replicas, idempotent, replaced after an error.

An idempotent aiokafka producer whose sequence went bad refuses every later record until it is replaced
(aio-libs/aiokafka#1017), so any round that failed for another reason than the record itself throws it away.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from aiokafka import AIOKafkaProducer
from aiokafka.errors import (
    InvalidTopicError,
    KafkaError,
    MessageSizeTooLargeError,
    RecordTooLargeError,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
)

from chassis.messaging.kafka_security import PLAINTEXT, KafkaSecurity
from chassis.messaging.publishing.abort import CLOSE_SECONDS, abort

logger = logging.getLogger(__name__)

ROUND_SECONDS: Final = 30.0
TOPIC_SECONDS: Final = 1.0
MAX_RECORD_BYTES: Final = 1_048_576


class UnknownTopic(Exception):
    """Kafka responds, and has no topic of that name."""


REFUSED_TOPIC: Final[tuple[type[BaseException], ...]] = (
    UnknownTopic,
    UnknownTopicOrPartitionError,
    InvalidTopicError,
    TopicAuthorizationFailedError,
)
"""Failures of every record of the topic, and of no other topic."""
REFUSED_RECORD: Final[tuple[type[BaseException], ...]] = (MessageSizeTooLargeError, RecordTooLargeError)
"""Failures of the record alone."""


class BlockedByEarlier(Exception):
    """Not sent, because one of the same topic and key before it was refused: order comes first."""


_REFUSALS: Final = (*REFUSED_TOPIC, *REFUSED_RECORD, BlockedByEarlier)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A record to publish; a null key, value or header is kept as null."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes | None]]


Pending = asyncio.Future[object] | BaseException


def encode_headers(headers: Mapping[str, str]) -> list[tuple[str, bytes | None]]:
    """Return headers in the form that Kafka carries."""
    return [(name, value.encode()) for name, value in headers.items()]


class Producer:
    """Publishes rounds of records; opens its connection when first used. One round at a time."""

    def __init__(
        self,
        bootstrap: str,
        *,
        client_id: str,
        max_record_bytes: int = MAX_RECORD_BYTES,
        security: KafkaSecurity = PLAINTEXT,
    ) -> None:
        self._bootstrap = bootstrap
        self._security = security
        self._client_id = client_id
        self._max_record_bytes = max_record_bytes
        self._producer: AIOKafkaProducer | None = None
        self._known_topics: set[str] = set()

    async def publish(self, records: Sequence[Outgoing]) -> list[BaseException | None]:
        """Publish records in order and return, for each, null or why Kafka did not confirm it.

        A record that was not confirmed may still have been written: the caller sends it again.
        Raise an exception when the broker cannot be reached within the round's time.
        """
        pending: list[Pending] = []
        try:
            async with asyncio.timeout(ROUND_SECONDS):
                producer = await self._open()
                refused = await self._refused_topics(producer, {item.topic for item in records})
                behind: dict[tuple[str, bytes | None], BlockedByEarlier] = {}
                for item in records:
                    order = (item.topic, item.key)
                    outcome = refused.get(item.topic) or behind.get(order) or await _send(producer, item)
                    if isinstance(outcome, REFUSED_TOPIC):
                        # Deleted since it was known: `send` has waited ten seconds for it, once is enough.
                        refused[item.topic] = outcome
                        self._known_topics.discard(item.topic)
                    if isinstance(outcome, BaseException):
                        behind[order] = BlockedByEarlier(f"a record of the same key was refused: {outcome!r}")
                    pending.append(outcome)
                failures = await _failures(pending)
        except BaseException:
            for future in _futures(pending):
                future.cancel()
            await self._drop()
            raise
        if any(failure and not isinstance(failure, _REFUSALS) for failure in failures):
            await self._drop()
        return failures

    async def close(self) -> None:
        """Close the connection; a later round opens a new one."""
        producer, self._producer = self._producer, None
        if producer is None:
            return
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await producer.stop()
        except (KafkaError, OSError, TimeoutError):
            await abort(producer)

    async def _open(self) -> AIOKafkaProducer:
        if self._producer is None:
            producer = AIOKafkaProducer(
                bootstrap_servers=self._bootstrap,
                client_id=self._client_id,
                enable_idempotence=True,
                acks="all",
                compression_type="zstd",
                # A round is handed over in one go, so there is nothing to linger for.
                linger_ms=0,
                max_batch_size=262_144,
                max_request_size=self._max_record_bytes,
                request_timeout_ms=10_000,
                **self._security.client_options(),
            )
            try:
                await producer.start()
            except BaseException:
                await abort(producer)
                raise
            self._producer = producer
        return self._producer

    async def _refused_topics(self, producer: AIOKafkaProducer, topics: set[str]) -> dict[str, BaseException]:
        """Return the topics that cannot be written to: `send` would wait ten seconds for each record of one.

        A topic is looked up once per connection.
        """
        unknown = sorted(topics - self._known_topics)
        refusals = await asyncio.gather(*(_refusal_of(producer, topic) for topic in unknown))
        refused = {topic: refusal for topic, refusal in zip(unknown, refusals, strict=True) if refusal is not None}
        self._known_topics |= topics - refused.keys()
        return refused

    async def _drop(self) -> None:
        producer, self._producer = self._producer, None
        self._known_topics.clear()
        if producer is not None:
            await abort(producer)


async def _refusal_of(producer: AIOKafkaProducer, topic: str) -> BaseException | None:
    try:
        async with asyncio.timeout(TOPIC_SECONDS):
            await producer.partitions_for(topic)
    except TimeoutError:
        return UnknownTopic(f"topic {topic} is not known to Kafka")
    except REFUSED_TOPIC as refusal:
        return refusal
    return None


async def _send(producer: AIOKafkaProducer, item: Outgoing) -> Pending:
    try:
        future: asyncio.Future[object] = await producer.send(
            item.topic, item.value, key=item.key, headers=list(item.headers)
        )
    except REFUSED_TOPIC + REFUSED_RECORD as refusal:
        return refusal
    return future


def _futures(pending: Sequence[Pending]) -> list[asyncio.Future[object]]:
    return [item for item in pending if not isinstance(item, BaseException)]


async def _failures(pending: Sequence[Pending]) -> list[BaseException | None]:
    """Wait for the confirmation of each record; a record that was refused before it was sent keeps its place."""
    confirmations = iter(await asyncio.gather(*_futures(pending), return_exceptions=True))
    outcomes = [item if isinstance(item, BaseException) else next(confirmations) for item in pending]
    return [outcome if isinstance(outcome, BaseException) else None for outcome in outcomes]
