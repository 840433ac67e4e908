"""The middleware around each batch: what happens when it fails.

A transient failure is redelivered with a pause, for as long as it lasts. A failure that stops the subscription is
remembered. Any other failure is redelivered a few times, then it stops the subscription too.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from aiokafka import ConsumerRecord
from faststream import BaseMiddleware
from faststream.exceptions import NackMessage
from faststream.kafka.message import KafkaMessage

from chassis.core.backoff import backoff
from chassis.messaging.consuming.failures import StopReason, SubscriptionStopped, is_transient
from chassis.messaging.consuming.progress import Progress
from chassis.messaging.consuming.stall_detector import StallDetector
from chassis.messaging.records import from_kafka
from chassis.runtime.background import wait_for
from chassis.runtime.metrics.events import BATCH_RECORDS, BATCH_SECONDS, CONSUMER_STOPPED

logger = logging.getLogger(__name__)

UNEXPECTED_ATTEMPTS: Final = 5
"""How often a batch that fails for an unexpected reason is delivered in all."""
STOPPED_PAUSE_SECONDS: Final = 0.05


class Deliveries:
    """What the deliveries of one subscription share: the batch in hand, failures in a row, and why it stopped."""

    def __init__(self, progress: Progress, stalls: StallDetector, interrupted: asyncio.Event) -> None:
        self._progress = progress
        self.stalls = stalls
        self._interrupted = interrupted
        self._failures = 0
        self.stopped: SubscriptionStopped | None = None

    async def deliver(self, records: Sequence[ConsumerRecord], call_next: Callable[[], Awaitable[Any]]) -> Any:
        """Return what the handler returns; raise NackMessage, which delivers the batch again, when it fails."""
        if self.stopped is not None:
            await asyncio.sleep(STOPPED_PAUSE_SECONDS)
            raise NackMessage
        self._progress.begin(records)
        BATCH_RECORDS.observe(len(records))
        started = time.perf_counter()
        applied = False
        try:
            result = await call_next()
            applied = True
        except Exception as failure:
            await self._on_failure(records, failure)
            raise NackMessage from failure
        finally:
            self._progress.end(applied=applied)
            BATCH_SECONDS.observe(time.perf_counter() - started)
            self.stalls.advance()
        self._failures = 0
        return result

    async def _on_failure(self, records: Sequence[ConsumerRecord], failure: Exception) -> None:
        if isinstance(failure, SubscriptionStopped):
            self._stop(failure)
            return
        transient = is_transient(failure)
        if not transient and self._failures + 1 >= UNEXPECTED_ATTEMPTS:
            self._stop(_unexpected(records[0], failure))
            return
        logger.error(
            "batch will be redelivered",
            extra={"records": len(records), "reason": repr(failure)},
            exc_info=None if transient else failure,
        )
        await wait_for(self._interrupted, backoff(self._failures, cap=5))
        self._failures += 1

    def _stop(self, failure: SubscriptionStopped) -> None:
        record = failure.record
        logger.critical(
            "subscription stopped; its events stay uncommitted until the service is restarted",
            extra={
                "topic": record.topic,
                "partition": record.partition,
                "offset": record.offset,
                "reason": str(failure),
            },
            exc_info=failure,
        )
        CONSUMER_STOPPED.labels(record.topic, failure.reason).set(1)
        self.stopped = failure
        self._interrupted.set()


class DeliveryMiddleware(BaseMiddleware[Any, Any]):
    """Wraps the handler of each batch; innermost, so that traces and metrics include redeliveries."""

    def __init__(self, msg: Any, /, *, context: Any, deliveries: Deliveries) -> None:
        super().__init__(msg, context=context)
        self._deliveries = deliveries

    async def consume_scope(self, call_next: Callable[[Any], Awaitable[Any]], msg: Any) -> Any:
        """Apply one batch."""
        message: KafkaMessage = msg
        return await self._deliveries.deliver(message.raw_message, lambda: call_next(message))


def _unexpected(record: ConsumerRecord, failure: Exception) -> SubscriptionStopped:
    reason: StopReason = "unexpected_error"
    stopped = SubscriptionStopped(reason, from_kafka(record), repr(failure))
    stopped.__cause__ = failure
    return stopped
