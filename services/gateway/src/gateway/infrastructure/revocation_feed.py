"""Learning of ended sessions from Kafka: every replica reads the whole topic for itself, without a group.

Nothing waits for it. While Kafka is away a revoked session's access token is good until it expires, at most ten
minutes; its refresh token is not, for auth asks its database.
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
from chassis.runtime.health import CheckResult
from chassis.runtime.metrics import EVENTS_CONSUMED
from contracts.auth import SessionRevokedV1

logger = logging.getLogger(__name__)

POLL_MS: Final = 500
LOOK_FOR_PARTITIONS_SECONDS: Final = 60.0
LEEWAY_SECONDS: Final = 60.0


class RevocationFeed:
    """Feeds `learn` with every ended session, from the topic's beginning on."""

    name = "revocations"

    def __init__(
        self,
        bootstrap: str,
        learn: Callable[[UUID, float], None],
        held: Callable[[], int],
        *,
        topic: str = SessionRevokedV1.topic,
        security: KafkaSecurity = PLAINTEXT,
    ) -> None:
        self._bootstrap = bootstrap
        self._security = security
        self._learn = learn
        self._held = held
        self._topic = topic
        self._stopping = asyncio.Event()
        self._caught_up = False

    async def run(self) -> None:
        """Read until stopped; a broker that is away is waited for, and read from the beginning again."""
        attempt = 0
        while not self._stopping.is_set():
            try:
                await self._read(await self._partitions())
                attempt = 0
            except (KafkaError, OSError, ReplayRefused) as failure:
                logger.warning("revocations are not heard", extra={"reason": repr(failure)})
            self._caught_up = False
            await self._pause(backoff(attempt, cap=5))
            attempt += 1

    async def stop(self) -> None:
        """Return within one poll."""
        self._stopping.set()

    async def check(self) -> CheckResult:
        """Return whether the feed is current; register it as optional: the gateway serves without it too."""
        return CheckResult("up" if self._caught_up else "down", {"sessions": self._held()})

    async def _read(self, partitions: list[TopicPartition]) -> None:
        """Read until stopped, until the topic has more partitions, or until Kafka fails."""
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
            look_at = clock() + LOOK_FOR_PARTITIONS_SECONDS
            while not self._stopping.is_set():
                for records in (await consumer.getmany(timeout_ms=POLL_MS, max_records=1000)).values():
                    self._take(records)
                self._caught_up = self._caught_up or await _has_reached(consumer, ends)
                if clock() > look_at:
                    look_at = clock() + LOOK_FOR_PARTITIONS_SECONDS
                    if await self._partitions() != partitions:
                        return
        finally:
            await consumer.stop()

    async def _partitions(self) -> list[TopicPartition]:
        return await partitions_of(self._bootstrap, [self._topic], security=self._security)

    def _take(self, records: Sequence[ConsumerRecord]) -> None:
        for raw in records:
            record = from_kafka(raw)
            try:
                if not check_type(record, SessionRevokedV1.type):
                    EVENTS_CONSUMED.labels(raw.topic, "skipped").inc()
                    continue
                _, event = read_event(record, SessionRevokedV1)
            except BadRecord as bad:
                # The gateway has no right to write to Kafka, so it cannot write a dead letter.
                logger.warning("unreadable revocation", extra={"offset": raw.offset, "reason": str(bad)[:500]})
                EVENTS_CONSUMED.labels(raw.topic, "unreadable").inc()
                continue
            EVENTS_CONSUMED.labels(raw.topic, "applied").inc()
            self._learn(event.session_id, event.expires_at.timestamp() + LEEWAY_SECONDS)

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return


async def _has_reached(consumer: AIOKafkaConsumer, ends: dict[TopicPartition, int]) -> bool:
    for partition, end in ends.items():
        if await consumer.position(partition) < end:
            return False
    return True
