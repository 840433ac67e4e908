"""Consumption of revoked sessions from Kafka: every replica reads the whole topic, without a consumer group.

No request waits for it. While Kafka is unavailable, the access token of a revoked session stays valid until it expires,
after ten minutes at most. Its refresh token is rejected at once, since auth checks its database.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from chassis.core.backoff import backoff
from chassis.messaging.envelope import check_type
from chassis.messaging.kafka_security import PLAINTEXT, KafkaSecurity
from chassis.messaging.records import BadRecord, from_kafka, read_event
from chassis.messaging.replay import ReplayRefused, partitions_of
from chassis.runtime.background import wait_for
from chassis.runtime.health import CheckResult
from chassis.runtime.metrics import EVENTS_CONSUMED
from contracts.auth import SessionRevokedV1

logger = logging.getLogger(__name__)

POLL_MS: Final = 500
PARTITION_CHECK_SECONDS: Final = 60.0
LEEWAY_SECONDS: Final = 60.0


class RevocationFeed:
    """Calls `on_revoked` with every revoked session and its last expiry, from the beginning of the topic."""

    name = "revocations"

    def __init__(
        self,
        bootstrap: str,
        on_revoked: Callable[[UUID, float], None],
        size: Callable[[], int],
        *,
        topic: str = SessionRevokedV1.topic,
        security: KafkaSecurity = PLAINTEXT,
    ) -> None:
        self._bootstrap = bootstrap
        self._security = security
        self._on_revoked = on_revoked
        self._size = size
        self._topic = topic
        self._stopping = asyncio.Event()
        self._caught_up = False

    async def run(self) -> None:
        """Read until stopped. After a failure, wait and read again from the beginning."""
        attempt = 0
        while not self._stopping.is_set():
            try:
                await self._read(await self._partitions())
                attempt = 0
            except (KafkaError, OSError, ReplayRefused) as failure:
                logger.warning("cannot read revocations from Kafka", extra={"reason": repr(failure)})
            self._caught_up = False
            await wait_for(self._stopping, backoff(attempt, cap=5))
            attempt += 1

    async def stop(self) -> None:
        """Return within one poll."""
        self._stopping.set()

    async def check(self) -> CheckResult:
        """Return whether the feed is current. Register it as optional: the gateway also serves without it."""
        return CheckResult("up" if self._caught_up else "down", {"sessions": self._size()})

    async def _read(self, partitions: list[TopicPartition]) -> None:
        """Read until stopped or until the topic has more partitions; raise KafkaError when Kafka fails."""
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self._bootstrap,
            client_id="gateway",
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            **self._security.client_options(),
        )
        try:
            await consumer.start()
            consumer.assign(partitions)
            ends = await consumer.end_offsets(partitions)
            clock = asyncio.get_running_loop().time
            check_at = clock() + PARTITION_CHECK_SECONDS
            while not self._stopping.is_set():
                for records in (await consumer.getmany(timeout_ms=POLL_MS, max_records=1000)).values():
                    self._apply(records)
                self._caught_up = self._caught_up or await _has_reached(consumer, ends)
                if clock() > check_at:
                    check_at = clock() + PARTITION_CHECK_SECONDS
                    if await self._partitions() != partitions:
                        return
        finally:
            await consumer.stop()

    async def _partitions(self) -> list[TopicPartition]:
        return await partitions_of(self._bootstrap, [self._topic], security=self._security)

    def _apply(self, records: Sequence[ConsumerRecord]) -> None:
        for raw in records:
            record = from_kafka(raw)
            try:
                if not check_type(record, SessionRevokedV1.type):
                    EVENTS_CONSUMED.labels(raw.topic, "skipped").inc()
                    continue
                _, event = read_event(record, SessionRevokedV1)
            except BadRecord as bad:
                # The gateway may not write to Kafka, so it cannot publish a dead letter.
                logger.warning("invalid revocation skipped", extra={"offset": raw.offset, "reason": str(bad)[:500]})
                EVENTS_CONSUMED.labels(raw.topic, "unreadable").inc()
                continue
            EVENTS_CONSUMED.labels(raw.topic, "applied").inc()
            self._on_revoked(event.session_id, event.expires_at.timestamp() + LEEWAY_SECONDS)


async def _has_reached(consumer: AIOKafkaConsumer, ends: dict[TopicPartition, int]) -> bool:
    for partition, end in ends.items():
        if await consumer.position(partition) < end:
            return False
    return True
