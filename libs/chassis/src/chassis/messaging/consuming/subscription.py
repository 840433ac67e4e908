"""A service's subscription: the life of its FastStream broker, and whether it makes progress."""

import asyncio
import functools
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from aiokafka.errors import KafkaError
from faststream.kafka import KafkaBroker

from chassis.core.backoff import backoff
from chassis.messaging.consuming.broker import create_broker, event_router
from chassis.messaging.consuming.delivery import Deliveries, DeliveryMiddleware
from chassis.messaging.consuming.progress import Progress
from chassis.messaging.consuming.stall_detector import StallDetector
from chassis.messaging.kafka_security import PLAINTEXT, KafkaSecurity
from chassis.messaging.records import Record
from chassis.runtime.background import wait_for
from chassis.runtime.health import CheckResult
from chassis.runtime.metrics.events import CONSUMER_AGE, CONSUMER_LAG
from chassis.runtime.telemetry import exports_spans

logger = logging.getLogger(__name__)

MEASURE_SECONDS: Final = 1.0
RESPONSE_SECONDS: Final = 2.0
GATHER_SECONDS: Final = 0.2


class ConsumerStuck(Exception):
    """The consumer makes no progress though Kafka responds and records wait (aio-libs/aiokafka#1154)."""


class Subscription:
    """Passes batches of records to `process`; a batch is committed to Kafka when `process` returns.

    A SubscriptionStopped that `process` raises ends consuming for good: the group is left, nothing is committed,
    readiness fails, and only a restart of the process continues. Liveness stays true, since a restart by itself
    would meet the same event.
    """

    name = "consumer"

    def __init__(
        self,
        bootstrap: str,
        *,
        group: str,
        topics: Sequence[str],
        process: Callable[[Sequence[Record]], Awaitable[None]],
        batch_records: int = 500,
        gather_seconds: float = GATHER_SECONDS,
        linger_seconds: float = 0.0,
        session_seconds: int = 10,
        security: KafkaSecurity = PLAINTEXT,
        stalls: StallDetector | None = None,
    ) -> None:
        self._stopping = asyncio.Event()
        self._interrupted = asyncio.Event()
        self._progress = Progress()
        self._stalls = stalls or StallDetector()
        self._deliveries = Deliveries(self._progress, self._stalls, self._interrupted)

        async def handle(records: list[Record]) -> None:
            await process(records)

        CONSUMER_AGE.set_function(self._progress.oldest_seconds)
        router, self._subscriber = event_router(
            handle,
            group=group,
            topics=topics,
            listener=self._progress,
            batch_records=batch_records,
            gather_seconds=gather_seconds,
            linger_seconds=linger_seconds,
            session_seconds=session_seconds,
            traces=exports_spans(),
        )
        middleware = functools.partial(DeliveryMiddleware, deliveries=self._deliveries)
        self.broker: KafkaBroker = create_broker(
            bootstrap, router, group=group, security=security, middlewares=[middleware], traces=exports_spans()
        )

    async def run(self) -> None:
        """Consume until stopped; wait for an unavailable broker. Raise ConsumerStuck in order to be started again."""
        self._stalls.begin()
        self._progress.reset()
        try:
            await self._connect()
            while not self._interrupted.is_set():
                await self._measure()
                if self._stalls.wants_restart():
                    raise ConsumerStuck
                await wait_for(self._interrupted, MEASURE_SECONDS)
        finally:
            await self._leave()
        await self._stopping.wait()

    async def stop(self) -> None:
        """Let the batch in hand finish, then leave the group."""
        self._stopping.set()
        self._interrupted.set()

    def lag(self) -> int | None:
        """Return how many records are published and not yet applied, over the partitions held here.

        Null until that is known: before the group is joined and Kafka has reported the ends of the partitions.
        """
        consumer = self._subscriber.consumer
        return self._progress.lag(consumer) if consumer is not None else None

    def alive(self) -> bool:
        """Return whether a restart is not needed: false when there is work, Kafka responds and nothing moves.

        A stopped subscription is alive: the cause has to be fixed first.
        """
        return self._deliveries.stopped is not None or self._stalls.is_alive()

    async def check(self) -> CheckResult:
        """Return `down` when the subscription has stopped, `degraded` while Kafka is unavailable, else `up`.

        Register it as required: an outage of Kafka or a large lag only degrades the process.
        """
        stopped = self._deliveries.stopped
        if stopped is not None:
            record = stopped.record
            return CheckResult("down", {"reason": stopped.reason, "topic": record.topic, "offset": record.offset})
        lag = self.lag()
        details = {} if lag is None else {"lag": lag}
        return CheckResult("up" if details and self._stalls.kafka_responds else "degraded", details)

    async def _connect(self) -> None:
        attempt = 0
        while not self._interrupted.is_set():
            try:
                await self.broker.start()
            except (KafkaError, OSError) as failure:
                logger.warning("cannot reach Kafka", extra={"reason": repr(failure)})
                self._stalls.observe(kafka_responds=False, idle=False)
                await self.broker.stop()
                await wait_for(self._interrupted, backoff(attempt, cap=5))
                attempt += 1
            else:
                return

    async def _leave(self) -> None:
        """Wait for the batch in hand and leave the group; when that is cut short, leave without the batch."""
        consumer = self._subscriber.consumer
        try:
            await self.broker.stop()
        except asyncio.CancelledError:
            for task in self._subscriber.tasks:
                task.cancel()
            if consumer is not None:
                await consumer.stop()
            raise

    async def _measure(self) -> None:
        """Fetch where the partitions end, and note whether the consumer moves."""
        consumer = self._subscriber.consumer
        responds = True
        if consumer is not None:
            try:
                async with asyncio.timeout(RESPONSE_SECONDS):
                    await self._progress.measure(consumer)
            except (KafkaError, OSError, TimeoutError):
                responds = False
            if responds != self._stalls.kafka_responds:
                level = logging.INFO if responds else logging.WARNING
                logger.log(level, "Kafka responds" if responds else "Kafka does not respond")
        lag = self.lag()
        if lag is not None:
            CONSUMER_LAG.set(lag)
            self._progress.note_lag(lag)
        self._stalls.observe(kafka_responds=responds, idle=lag == 0 or self._progress.is_busy)
